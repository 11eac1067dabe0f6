import { defineConfig, durationMs, integer } from '#libs/platform';

export const provisioningConfig = defineConfig('provisioning', {
  MUSTER_PROVISIONING_CONCURRENCY: integer(1, 10_000)
    .default(64)
    .describe(
      'Devices whose events are handled at the same time. The events of one device are always handled in order.',
    ),
  MUSTER_PROVISIONING_PRESENCE_INTERVAL_MS: durationMs(1_000, 24 * 3_600_000)
    .default(600_000)
    .describe(
      'How far the stored time of the last Inform of a settled device may lag behind. Shorter intervals write more.',
    ),
  MUSTER_COMMAND_RETENTION_DAYS: integer(1, 3_650)
    .default(90)
    .describe('How long finished commands are kept, in days.'),
});
