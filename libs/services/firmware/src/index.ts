export { FileServer } from './file-server.ts';
export { firmwareConfig } from './firmware.config.ts';
export { firmwareRole } from './firmware.role.ts';
