import { run } from '#libs/platform';
import { gatewayRole } from '#libs/services/gateway';

void run('cwmp-gateway', [gatewayRole]);
