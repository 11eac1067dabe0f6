import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Clock } from '#libs/domain';
import type { AdapterOptions, Adapters, Dependency } from '../adapters.ts';
import { clusterSettings } from '../cluster-settings.ts';
import type { Config } from '../config/load-config.ts';
import { fastifyAdapter } from '../http/fastify-adapter.ts';
import { Health } from '../lifecycle/health.ts';
import { Shutdown } from '../lifecycle/shutdown.ts';
import type { Logger } from '../logging/logger.ts';
import { nestLogger } from '../logging/nest-logger.ts';
import { openAdapters, SystemClock } from '../open-adapters.ts';
import { type PlatformConfig, platformConfig } from '../platform.config.ts';
import { meter } from '../telemetry/metrics.ts';
import { FileUrls } from '../vault/file-urls.ts';
import { keysOfFolder } from '../vault/secret-keys.ts';
import { VaultSeal } from '../vault/text-seal.ts';
import { Vault } from '../vault/vault.ts';
import { listeningUrl } from './listening-url.ts';
import { platformModule } from './platform.module.ts';
import type { Role, RunningParts } from './role.ts';

export interface StartOptions {
  /** Of all roles and of the platform. */
  readonly config: Config;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** Already open; by default those that the configuration chooses are opened. They are closed with the application. */
  readonly adapters?: Adapters;
}

/** An application of which every part listens. */
export interface RunningApp extends RunningParts {
  readonly app: NestFastifyApplication;
  readonly adapters: Adapters;
  readonly shutdown: Shutdown;
  /** Drains and closes everything; false when something had to be cut. */
  stop(): Promise<boolean>;
}

/** Opens the adapters, wires the roles into one Nest application and listens. What was opened is closed if that fails. */
export async function start(roles: readonly Role[], options: StartOptions): Promise<RunningApp> {
  const { config, logger, clock = new SystemClock() } = options;
  const platform = config.of(platformConfig);
  const health = new Health({ graceMs: platform.MUSTER_READY_GRACE_MS });
  const shutdown = new Shutdown({
    logger,
    timeoutMs: platform.MUSTER_SHUTDOWN_TIMEOUT_MS,
    onBegin: () => health.stopping(),
  });
  const vault = onFirstUse(() => openVault(platform));
  const seal = new VaultSeal(vault, logger);
  const adapters =
    options.adapters ?? (await openAdapters({ ...adapterOptions(platform, clock, logger), ...roleOf(roles), seal }));
  for (const { name, check } of neededBy(roles, adapters)) health.addCheck(name, check);
  adapters.observe?.(meter('adapters'));
  shutdown.register('close', 'adapters', () => adapters.close());
  try {
    const modules = roles.map((role) =>
      role.module(config, { platform, logger: logger.child({ role: role.name }), health, shutdown }),
    );
    const fileUrls = new FileUrls(vault(), clock, {
      lifetimeMs: platform.MUSTER_FIRMWARE_URL_LIFETIME_MS,
      ...(platform.MUSTER_FIRMWARE_URL === undefined ? {} : { url: platform.MUSTER_FIRMWARE_URL }),
    });
    const parts = { adapters, clock, logger, health, shutdown, vault: vault(), fileUrls };
    const imports = [platformModule(parts), ...modules];
    const app = await createApp({ module: RootModule, imports }, logger);
    shutdown.register('close', 'application', () => closeApp(app));
    await app.listen(platform.MUSTER_HTTP_PORT, platform.MUSTER_HTTP_HOST);
    health.started();
    return {
      app,
      adapters,
      shutdown,
      httpUrl: listeningUrl(app.getHttpServer().address(), platform.MUSTER_HTTP_HOST),
      get: (token) => app.get(token, { strict: false }),
      stop: () => shutdown.begin(),
    };
  } catch (error) {
    await shutdown.begin();
    throw error;
  }
}

function adapterOptions(platform: PlatformConfig, clock: Clock, logger: Logger): AdapterOptions {
  const { MUSTER_DATA_DIR: dataDir, MUSTER_EVENT_RETENTION_MS: retentionMs } = platform;
  const cluster = clusterSettings(platform);
  return {
    dataDir,
    clock,
    logger,
    ...(retentionMs === undefined ? {} : { retentionMs }),
    ...(cluster === undefined ? {} : { cluster }),
  };
}

/** Of several roles in one process none is the publisher. */
function roleOf(roles: readonly Role[]): Pick<AdapterOptions, 'role'> {
  const [only, ...others] = roles;
  return only === undefined || others.length > 0 ? {} : { role: only.name };
}

/** A gateway goes on without the documents: it must not be taken out of service when they are away. */
function neededBy(roles: readonly Role[], { dependencies = [] }: Adapters): readonly Dependency[] {
  return dependencies.filter(({ gives }) => roles.some(({ needs }) => gives.some((need) => needs.includes(need))));
}

/** Of a cluster the keys are configured, or there are none; one process alone keeps its own. */
function openVault(platform: PlatformConfig): Vault {
  const { MUSTER_SECRET_KEYS: keys, MUSTER_DATA_DIR: folder } = platform;
  return new Vault(keys ?? (clusterSettings(platform) === undefined ? keysOfFolder(folder) : []));
}

/** The data folder is nobody's before the adapters have it: its keys are made after that. */
function onFirstUse<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** How long requests that are answered may take to get out, once everything is drained. */
const LAST_BYTES_MS = 500;

/** A connection that never sent a request (a browser keeps one ready) would hold the server open. */
async function closeApp(app: NestFastifyApplication): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), LAST_BYTES_MS);
  await app.close();
  clearTimeout(timer);
}

function createApp(root: DynamicModule, logger: Logger): Promise<NestFastifyApplication> {
  // Errors are thrown rather than ending the process: run() says what they mean.
  return NestFactory.create<NestFastifyApplication>(root, fastifyAdapter(), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
}

class RootModule {}
