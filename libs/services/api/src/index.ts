export { type ApiConfig, apiConfig } from './api.config.ts';
export { ApiModule } from './api.module.ts';
export { apiRole } from './api.role.ts';
