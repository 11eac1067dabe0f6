import { type ConfigOf, defineConfig, integer, list } from '#libs/platform';

export const apiConfig = defineConfig('api', {
  MUSTER_API_ACS_HOSTS: list()
    .default([])
    .describe(
      'Hosts of ACSs that commands and profiles may send CPEs to (ManagementServer.URL), as acs.example.net,192.0.2.1. A CPE that was sent elsewhere does not come back by itself: for any other host the URL has to be said twice (`confirmAcsUrl`).',
    ),
  MUSTER_API_MAX_STREAMS: integer(1, 10_000)
    .default(100)
    .describe('Event streams (GET /api/v1/events) that may be open at once; more are answered with 503.'),
  MUSTER_API_MAX_WAITERS: integer(1, 100_000)
    .default(1_000)
    .describe('Requests that may wait for a command (`wait=`) at once; more are answered with 503.'),
  MUSTER_API_MAX_REPORTS: integer(1, 100)
    .default(4)
    .describe('Exports and previews of many devices that may run at once; more are answered with 503.'),
});

export type ApiConfig = ConfigOf<typeof apiConfig>;
