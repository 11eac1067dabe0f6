import { defineRole, StartRefused } from '#libs/platform';
import { apiConfig } from './api.config.ts';
import { ApiModule } from './api.module.ts';
import { whyNotListen } from './local-access.ts';

/** REST and SSE for operators. Throws, and so does not start, where it would be open to everybody. */
export const apiRole = defineRole({
  name: 'api',
  config: apiConfig,
  module: (config, { platform }) => {
    const refusal = whyNotListen(platform.MUSTER_HTTP_HOST);
    if (refusal !== undefined) throw new StartRefused(refusal);
    return ApiModule.with(config);
  },
  banner: (_config, { httpUrl }) => [
    'Then look at them, and at what happens:',
    `    curl ${httpUrl}/api/v1/devices`,
    `    curl -N ${httpUrl}/api/v1/events`,
    `  Upgrades of many devices, as a page: ${httpUrl}/rollouts`,
    `  All that can be asked, and a page to try it: ${httpUrl}/api/docs`,
  ],
});
