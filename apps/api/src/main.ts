import { run } from '#libs/platform';
import { apiRole } from '#libs/services/api';

void run('api', [apiRole]);
