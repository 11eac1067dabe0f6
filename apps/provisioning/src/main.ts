import { run } from '#libs/platform';
import { provisioningRole } from '#libs/services/provisioning';

void run('provisioning', [provisioningRole]);
