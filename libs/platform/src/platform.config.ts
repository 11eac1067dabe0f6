import { type ConfigOf, defineConfig } from './config/config-fragment.ts';
import {
  bool,
  durationMs,
  enumOf,
  host,
  httpUrl,
  integer,
  list,
  port,
  ratio,
  secret,
  setting,
  text,
} from './config/setting-types.ts';
import { parseSecretKeys } from './vault/secret-keys.ts';

/** The settings that every process has, whatever its roles. */
export const platformConfig = defineConfig('platform', {
  MUSTER_DATA_DIR: text('a folder path')
    .default('./data')
    .describe('Where the embedded adapters keep their files; created when missing. `:memory:` keeps nothing.'),
  MUSTER_EVENT_RETENTION_MS: durationMs(60_000, 20 * 24 * 3_600_000)
    .optional()
    .describe(
      'How long events are kept at least, for readers that come later. By default one day where one process is alone, which keeps events not handled yet for longer. On Kafka seven days, whether handled or not: it is said to Kafka when the topic is made.',
    ),
  MUSTER_KAFKA_BROKERS: list()
    .default([])
    .describe('Brokers of the event bus, as `host:port,host:port`. With Redis and MongoDB: all three, or none.'),
  MUSTER_KAFKA_TOPIC_PREFIX: text('a prefix of topic names')
    .optional()
    .describe('Before the names of topics and consumer groups, for several installations on one Kafka.'),
  MUSTER_KAFKA_PARTITIONS: integer(1, 10_000)
    .default(96)
    .describe('Partitions of the event topic when it is made; it cannot be changed later.'),
  MUSTER_KAFKA_REPLICATION_FACTOR: integer(1, 9)
    .optional()
    .describe('Copies of each topic when it is made; by default three, or as many as there are brokers.'),
  MUSTER_KAFKA_TLS: bool().default(false).describe('Whether Kafka is spoken to by TLS.'),
  MUSTER_KAFKA_CA_FILE: text('a file path')
    .optional()
    .describe('PEM of the CAs that may have signed what brokers show; by default those that Node trusts.'),
  MUSTER_KAFKA_LOGIN: enumOf('none', 'plain', 'scram-sha-256', 'scram-sha-512')
    .default('none')
    .describe('How this process logs in to Kafka (SASL); anything but `none` needs a user and a password.'),
  MUSTER_KAFKA_USER: text('a name').optional().describe('Who logs in to Kafka.'),
  MUSTER_KAFKA_PASSWORD: secret().optional().describe('The password of that user.'),
  MUSTER_REDIS_URL: list()
    .default([])
    .describe('Where the sessions in flight are kept: one `redis://` URL, or several nodes of a Redis Cluster.'),
  MUSTER_REDIS_PREFIX: text('a prefix of keys')
    .optional()
    .describe('Before every key and channel, for several installations on one Redis; by default `muster:`.'),
  MUSTER_MONGO_URL: secret()
    .optional()
    .describe('Where the documents are kept: a replica set, with the name of the database.'),
  MUSTER_SECRET_KEYS: secretKeys()
    .optional()
    .describe(
      'Keys of the secrets at rest, as `id:base64` of 32 bytes each, separated by commas; in a cluster the same for every process, gateways too. The first seals, all open; to rotate, put a new one first. By default one process alone makes its own in its data folder; a cluster without keys refuses secrets of devices, and keeps requests and commands that hold passwords in the clear.',
    ),
  MUSTER_FIRMWARE_URL: httpUrl()
    .optional()
    .describe(
      'Where CPEs reach the file server, as `http://files.example.net:7558`; every process needs it. By default one process alone takes an address of its machine. URLs given to CPEs have 256 characters at most, so make it short.',
    ),
  MUSTER_FIRMWARE_URL_LIFETIME_MS: durationMs(60_000, 14 * 24 * 3_600_000)
    .default(24 * 3_600_000)
    .describe('How long the URL of a file that a CPE was given works; CPEs may take hours to begin.'),
  MUSTER_LOG_LEVEL: enumOf('debug', 'info', 'warn', 'error').default('info').describe('The least severe level logged.'),
  MUSTER_LOG_FORMAT: enumOf('auto', 'json', 'pretty')
    .default('auto')
    .describe('One JSON object or one readable line per entry; auto is readable on a terminal, JSON otherwise.'),
  MUSTER_HTTP_HOST: host()
    .default('127.0.0.1')
    .describe('Address on which the API, the console, health and metrics listen; 0.0.0.0 or :: for all.'),
  MUSTER_HTTP_PORT: port().default(8080).describe('Port on which the API, the console, health and metrics listen.'),
  MUSTER_READY_GRACE_MS: durationMs(0, 3_600_000)
    .default(15_000)
    .describe(
      'How long a server that a role needs may be away before `/readyz` says 503; most come back by themselves sooner.',
    ),
  MUSTER_SHUTDOWN_TIMEOUT_MS: durationMs(0, 600_000)
    .default(15_000)
    .describe('How long open sessions and requests may take to end after SIGTERM, before they are cut.'),
  MUSTER_TRACE_RATIO: ratio()
    .default(0.01)
    .describe('Share of sessions that are traced, once OTEL_EXPORTER_OTLP_ENDPOINT is set.'),
});

function secretKeys() {
  return setting({ allowed: 'keys of 32 bytes as id:base64,id:base64', secret: true }, parseSecretKeys);
}

export type PlatformConfig = ConfigOf<typeof platformConfig>;
