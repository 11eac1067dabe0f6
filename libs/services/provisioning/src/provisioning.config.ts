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
  MUSTER_PROVISIONING_CHANGES_PER_DAY: integer(1, 10_000)
    .default(50)
    .describe(
      'Plans that may change something on one device in a day (UTC) to make it as declared: flash wears out, and nothing may run away.',
    ),
  MUSTER_PROVISIONING_DELETES_PER_DAY: integer(0, 10_000)
    .default(20)
    .describe('Rows that nobody declared which may be deleted on one device in a day (UTC), where a table is pruned.'),
  MUSTER_PROVISIONING_REBOOTS_PER_DAY: integer(0, 100)
    .default(1)
    .describe('Reboots of one device in a day (UTC) for the sake of what is declared, where its profiles allow any.'),
  MUSTER_PROVISIONING_AUDIT_INTERVAL_MS: durationMs(60_000, 30 * 24 * 3_600_000)
    .default(24 * 3_600_000)
    .describe('What is declared for a device is read again after this time, if nothing else led to it.'),
  MUSTER_PROVISIONING_MAX_QUARANTINED: integer(1, 1_000_000)
    .default(10_000)
    .describe(
      'Devices that may wait for an operator to let them in; of more, none is kept (muster_quarantine_turned_away_total).',
    ),
  MUSTER_COMMAND_RETENTION_DAYS: integer(1, 3_650)
    .default(90)
    .describe('How long finished commands are kept, in days.'),
});
