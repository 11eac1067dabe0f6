import {
  bool,
  byteSize,
  type ConfigOf,
  defineConfig,
  durationMs,
  enumOf,
  host,
  integer,
  list,
  port,
} from '#libs/platform';
import { doorSettings } from './door/door.config.ts';
import { loginSettings } from './login/login.config.ts';

const MIB = 1024 * 1024;

export const gatewayConfig = defineConfig('gateway', {
  MUSTER_CWMP_HOST: host()
    .default('::')
    .describe('Address on which CPEs are served; `::` is every one, IPv4 included.'),
  MUSTER_CWMP_PORT: port().default(7547).describe('Port on which CPEs are served (IANA: 7547). Any path is accepted.'),
  MUSTER_CWMP_MAX_VERSION: enumOf('1.0', '1.1', '1.2', '1.3', '1.4')
    .default('1.4')
    .describe('Newest CWMP version that is agreed on with a CPE.'),
  MUSTER_CWMP_SESSION_TIMEOUT_MS: durationMs(30_000, 3_600_000)
    .default(30_000)
    .describe(
      'How long a session may be silent. A CPE that asks for more in its Inform (SessionTimeout) gets it, up to an hour.',
    ),
  MUSTER_CWMP_HOLD_REQUESTS: bool()
    .default(false)
    .describe(
      'Have the CPE hold its own requests back until the commands are done (HoldRequests; deprecated since CWMP 1.4).',
    ),
  MUSTER_CWMP_KICKED_URLS: list()
    .default([])
    .describe(
      'URLs to which a CPE may send its user on after Kicked, with everything below them; the first is the default.',
    ),
  MUSTER_GATEWAY_DECISION_WAIT_MS: durationMs(0, 60_000)
    .default(5_000)
    .describe(
      'How long a CPE is kept waiting for provisioning to decide, before its session ends and work waits for the next.',
    ),
  MUSTER_GATEWAY_DECISION_MAX_LAG: integer(1, 10_000_000)
    .default(10_000)
    .describe('When provisioning is this many events behind, CPEs are not kept waiting at all.'),
  MUSTER_GATEWAY_OPENING_TARGET_MS: durationMs(50, 600_000)
    .default(1_000)
    .describe(
      'How long making an Inform durable may take, and how long the first decision about it: when they take longer, fewer new sessions are let in at once, and the others are told to come back (503).',
    ),
  MUSTER_GATEWAY_MAX_OPENING: integer(1, 1_000_000)
    .default(2_000)
    .describe(
      'New sessions that may wait for either of these at once, however quick they are. For decisions a gateway begins with a twentieth of it.',
    ),
  MUSTER_GATEWAY_MAX_INFORM_BYTES: byteSize(32 * 1024, 16 * MIB)
    .default(256 * 1024)
    .describe('Largest body accepted outside a session (the standard asks for at least 32 KiB).'),
  MUSTER_GATEWAY_MAX_BODY_BYTES: byteSize(32 * 1024, 512 * MIB)
    .default(32 * MIB)
    .describe('Largest body accepted in a session, after decompression.'),
  MUSTER_GATEWAY_MAX_BUFFERED_BYTES: byteSize(MIB)
    .default(256 * MIB)
    .describe('Bodies of all CPEs together that may be in memory; beyond it, CPEs are told to come back.'),
  MUSTER_GATEWAY_MAX_CONNECTIONS: integer(1, 1_000_000)
    .default(50_000)
    .describe('TCP connections of CPEs at the same time, with and without TLS; more are closed at once.'),
  MUSTER_GATEWAY_MAX_PARAMETERS: integer(100, 1_000_000)
    .default(20_000)
    .describe('Parameters accepted in one message.'),
  MUSTER_GATEWAY_HEADERS_TIMEOUT_MS: durationMs(1_000, 120_000)
    .default(10_000)
    .describe('How long a CPE may take to send the headers of a request.'),
  MUSTER_GATEWAY_REQUEST_TIMEOUT_MS: durationMs(1_000, 3_600_000)
    .default(300_000)
    .describe('How long a CPE may take to send a whole request.'),
  MUSTER_GATEWAY_BODY_STALL_MS: durationMs(1_000, 120_000)
    .default(10_000)
    .describe('A body must bring at least 1 KiB, or its end, within every such period.'),
  MUSTER_GATEWAY_RETRY_AFTER_S: integer(1, 3_600)
    .default(30)
    .describe(
      'Mean of the Retry-After sent with 503, in seconds, while few are turned away; half to one and a half times of it are sent, so that CPEs spread.',
    ),
  MUSTER_GATEWAY_RETURNS_PER_S: integer(1, 100_000)
    .default(100)
    .describe(
      'CPEs per second that this gateway asks back at most: the more are turned away at once, the longer the Retry-After of the last.',
    ),
  MUSTER_GATEWAY_RETRY_AFTER_MAX_S: integer(1, 86_400)
    .default(600)
    .describe('Longest Retry-After, in seconds; when even that is too short for all, they are spread over it.'),
  ...doorSettings,
  ...loginSettings,
});

export type GatewayConfig = ConfigOf<typeof gatewayConfig>;
