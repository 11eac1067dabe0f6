import { byteSize, type ConfigOf, defineConfig, durationMs, host, integer, networks, port } from '#libs/platform';

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;

export const firmwareConfig = defineConfig('firmware', {
  MUSTER_FIRMWARE_HOST: host()
    .default('::')
    .describe('Address on which CPEs fetch and send files; `::` is every one, IPv4 included.'),
  MUSTER_FIRMWARE_PORT: port().default(7558).describe('Port on which CPEs fetch and send files.'),
  MUSTER_FIRMWARE_MAX_TRANSFERS: integer(1, 100_000)
    .default(4_000)
    .describe('Files that may be on their way at once; CPEs beyond it are told to come back (503).'),
  MUSTER_FIRMWARE_MAX_TRANSFERS_PER_DEVICE: integer(1, 1_000)
    .default(4)
    .describe('Files that one CPE may have on their way at once.'),
  MUSTER_FIRMWARE_MAX_CONNECTIONS: integer(1, 1_000_000)
    .default(20_000)
    .describe('TCP connections at the same time; more are closed at once.'),
  MUSTER_FIRMWARE_ADDRESS_MAX_CONNECTIONS: integer(0, 1_000_000)
    .default(1_000)
    .describe('Connections from one address at once, of IPv6 from one /64; more are closed. 0 is no limit.'),
  MUSTER_FIRMWARE_ADDRESS_UNLIMITED: networks()
    .default(['127.0.0.0/8', '::1'])
    .describe(
      'Addresses and networks to which the limit of one address does not apply: such as a proxy for https, which has to count for itself.',
    ),
  MUSTER_FIRMWARE_MAX_RATE: byteSize(0)
    .default(0)
    .describe('Bytes per second that one download gets at most; 0 for as many as it takes.'),
  MUSTER_FIRMWARE_TOTAL_RATE: byteSize(0)
    .default(0)
    .describe(
      'Bytes per second that all downloads of one process get together at most, each about the same; CPEs that would have to wait for too long are told to come back (503). 0 for as many as they take.',
    ),
  MUSTER_FIRMWARE_CACHE_BYTES: byteSize(0, 16_384 * MIB)
    .default(64 * MIB)
    .describe(
      'Memory for the parts of images that CPEs wanted last: those of a rollout fetch the same image, and none of them then waits for the folder or for MongoDB.',
    ),
  MUSTER_FIRMWARE_MAX_UPLOAD_BYTES: byteSize(1_024, 4_096 * MIB)
    .default(32 * MIB)
    .describe('Largest file that a CPE may send.'),
  MUSTER_FIRMWARE_HEADERS_TIMEOUT_MS: durationMs(1_000, 120_000)
    .default(10_000)
    .describe('How long a CPE may take to send the headers of a request.'),
  MUSTER_FIRMWARE_IDLE_TIMEOUT_MS: durationMs(1_000, 600_000)
    .default(60_000)
    .describe('A connection over which nothing came or went for so long is closed.'),
  MUSTER_FIRMWARE_TRANSFER_TIMEOUT_MS: durationMs(10_000, 24 * HOUR_MS)
    .default(6 * HOUR_MS)
    .describe('How long one transfer may take; a CPE goes on where it was with a range.'),
  MUSTER_FIRMWARE_RETRY_AFTER_S: integer(1, 86_400)
    .default(120)
    .describe(
      'Mean of the Retry-After sent with 503, in seconds; half to one and a half times of it are sent, so that CPEs spread.',
    ),
  MUSTER_FIRMWARE_RECEIVED_RETENTION_DAYS: integer(1, 3_650)
    .default(90)
    .describe('How long files that CPEs sent are kept, in days.'),
  MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: durationMs(100, 60_000)
    .default(2_000)
    .describe('How often rollouts are looked at: halt rules, waves, deadlines. Permits hold without it.'),
  MUSTER_FIRMWARE_ROLLOUT_JOIN_MS: durationMs(1_000, 24 * HOUR_MS)
    .default(600_000)
    .describe('How often devices are looked for that fit the target of a growing rollout since.'),
  MUSTER_FIRMWARE_ROLLOUT_RECOUNT_MS: durationMs(1_000, 7 * 24 * HOUR_MS)
    .default(HOUR_MS)
    .describe('How often the devices of a rollout are counted anew, to find counters that are wrong.'),
});

export type FirmwareConfig = ConfigOf<typeof firmwareConfig>;
