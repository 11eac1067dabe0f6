export { CwmpServer } from './cwmp-server.ts';
export { gatewayConfig } from './gateway.config.ts';
export { gatewayRole } from './gateway.role.ts';
