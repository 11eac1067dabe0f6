import { defineRole } from '#libs/platform';
import { apiConfig } from './api.config.ts';
import { ApiModule } from './api.module.ts';
import { whyNotListen } from './local-access.ts';

/** REST and SSE for operators. Throws, and so does not start, where it would be open to everybody. */
export const apiRole = defineRole({
  name: 'api',
  config: apiConfig,
  module: (config, { platform }) => {
    const refusal = whyNotListen(platform.MUSTER_HTTP_HOST);
    if (refusal !== undefined) throw new Error(refusal);
    return ApiModule.with(config);
  },
  banner: (_config, { httpUrl }) => [
    `API       ${httpUrl}/api/v1/devices`,
    `          documented at ${httpUrl}/api/docs`,
  ],
});
