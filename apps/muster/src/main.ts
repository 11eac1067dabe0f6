import { run } from '#libs/platform';
import { apiRole } from '#libs/services/api';
import { firmwareRole } from '#libs/services/firmware';
import { gatewayRole } from '#libs/services/gateway';
import { provisioningRole } from '#libs/services/provisioning';

void run('muster', [gatewayRole, provisioningRole, firmwareRole, apiRole]);
