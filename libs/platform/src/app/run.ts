import type { ConfigFragment } from '../config/config-fragment.ts';
import { type Config, type Environment, loadConfig } from '../config/load-config.ts';
import { keptAlive } from '../lifecycle/kept-alive.ts';
import { handleProcessSignals } from '../lifecycle/process-signals.ts';
import { createLogger, type LogFormat } from '../logging/create-logger.ts';
import type { Logger } from '../logging/logger.ts';
import { type PlatformConfig, platformConfig } from '../platform.config.ts';
import { processMetrics } from '../telemetry/metrics.ts';
import { observeProcess } from '../telemetry/observe-process.ts';
import { stopTracing } from '../telemetry/tracing.ts';
import { explainFailure } from './explain-failure.ts';
import type { Role } from './role.ts';
import { type RunningApp, start } from './start.ts';

/** The exit code for a configuration that was refused. */
const refused = 2;

/**
 * Runs the roles in this process until a signal ends it. Exits 2 when the configuration is refused, 1 when the start
 * failed, else as `handleProcessSignals` says.
 */
export async function run(name: string, roles: readonly Role[]): Promise<void> {
  const fragments = [platformConfig, ...roles.map((role) => role.config)];
  // biome-ignore lint/style/noProcessEnv: the one place where the environment is read
  const config = configOrExit(fragments, process.env);
  const platform = config.of(platformConfig);
  const format = logFormat(platform);
  const logger = createLogger(name, { level: platform.MUSTER_LOG_LEVEL, format, colour: process.stdout.isTTY });
  observeProcess(processMetrics);
  try {
    const running = await keptAlive(start(roles, { config, logger }));
    handleProcessSignals({ target: process, shutdown: running.shutdown, logger, flush: stopTracing });
    announce(roles, config, running, logger, format);
  } catch (err) {
    const explanation = explainFailure(err, config, fragments);
    logger.fatal(explanation === undefined ? { err } : {}, explanation ?? 'could not start');
    process.exit(1);
  }
}

function configOrExit(fragments: readonly ConfigFragment[], env: Environment): Config {
  const loaded = loadConfig(fragments, env);
  for (const warning of loaded.warnings) process.stderr.write(`warning: ${warning}\n`);
  if (loaded.ok) return loaded.config;
  process.stderr.write(`The configuration is refused:\n${loaded.problems.map((line) => `  ${line}\n`).join('')}`);
  return process.exit(refused);
}

function logFormat(platform: PlatformConfig): LogFormat {
  if (platform.MUSTER_LOG_FORMAT !== 'auto') return platform.MUSTER_LOG_FORMAT;
  return process.stdout.isTTY ? 'pretty' : 'json';
}

function announce(
  roles: readonly Role[],
  config: Config,
  running: RunningApp,
  logger: Logger,
  format: LogFormat,
): void {
  logger.info(
    {
      roles: roles.map((role) => role.name),
      url: running.httpUrl,
      ...Object.assign({}, ...roles.map((role) => role.facts(running))),
      startupMs: Math.round(performance.now()),
    },
    'ready',
  );
  if (format !== 'pretty') return;
  const lines = roles.flatMap((role) => role.banner(config, running));
  if (lines.length > 0) process.stdout.write(`\n${lines.map((line) => `  ${line}\n`).join('')}\n`);
}
