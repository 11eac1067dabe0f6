import { type ConfigOf, defineConfig } from './config/config-fragment.ts';
import { durationMs, enumOf, host, port, ratio, text } from './config/setting-types.ts';

/** The settings that every process has, whatever its roles. */
export const platformConfig = defineConfig('platform', {
  MUSTER_DATA_DIR: text('a folder path')
    .default('./data')
    .describe('Where the embedded adapters keep their files; created when missing. `:memory:` keeps nothing.'),
  MUSTER_EVENT_RETENTION_MS: durationMs(60_000, 20 * 24 * 3_600_000)
    .default(24 * 3_600_000)
    .describe(
      'How long events are kept at least, for readers that come later; events not handled yet are always kept.',
    ),
  MUSTER_LOG_LEVEL: enumOf('debug', 'info', 'warn', 'error').default('info').describe('The least severe level logged.'),
  MUSTER_LOG_FORMAT: enumOf('auto', 'json', 'pretty')
    .default('auto')
    .describe('One JSON object or one readable line per entry; auto is readable on a terminal, JSON otherwise.'),
  MUSTER_HTTP_HOST: host()
    .default('127.0.0.1')
    .describe('Address on which the API, the console, health and metrics listen; 0.0.0.0 or :: for all.'),
  MUSTER_HTTP_PORT: port().default(8080).describe('Port on which the API, the console, health and metrics listen.'),
  MUSTER_SHUTDOWN_TIMEOUT_MS: durationMs(0, 600_000)
    .default(15_000)
    .describe('How long open sessions and requests may take to end after SIGTERM, before they are cut.'),
  MUSTER_TRACE_RATIO: ratio()
    .default(0.01)
    .describe('Share of sessions that are traced, once OTEL_EXPORTER_OTLP_ENDPOINT is set.'),
});

export type PlatformConfig = ConfigOf<typeof platformConfig>;
