import { run } from '#libs/platform';
import { firmwareRole } from '#libs/services/firmware';

void run('firmware', [firmwareRole]);
