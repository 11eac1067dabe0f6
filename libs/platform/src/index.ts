export type { AdapterOptions, Adapters, Dependency, Need } from './adapters.ts';
export { ports } from './adapters.ts';
export { listeningUrl } from './app/listening-url.ts';
export { type PlatformParts, platformModule } from './app/platform.module.ts';
export { defineRole, type Role, type RoleContext, type RoleDefinition, type RunningParts } from './app/role.ts';
export { run } from './app/run.ts';
export { type RunningApp, type StartOptions, start } from './app/start.ts';
export { StartRefused } from './app/start-refused.ts';
export { type ConfigFragment, type ConfigOf, type ConfigShape, defineConfig } from './config/config-fragment.ts';
export { configReference } from './config/config-reference.ts';
export { type Config, type ConfigResult, type Environment, loadConfig } from './config/load-config.ts';
export {
  bool,
  byteSize,
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
export { type CheckResult, Health, type Readiness } from './lifecycle/health.ts';
export { Shutdown, type ShutdownOptions, type ShutdownPhase } from './lifecycle/shutdown.ts';
export { createLogger, type LogFormat, type LoggerOptions } from './logging/create-logger.ts';
export { type LogFields, Logger, type LogLevel, type LogMethod } from './logging/logger.ts';
export { type ConnectionCaps, ConnectionLimits } from './net/connection-limits.ts';
export { Networks, networks } from './net/networks.ts';
export { openAdapters, SystemClock } from './open-adapters.ts';
export { type PlatformConfig, platformConfig } from './platform.config.ts';
export { constant, provide } from './provide.ts';
export { createMetrics, type Metrics, meter } from './telemetry/metrics.ts';
export { sessionTracer } from './telemetry/tracing.ts';
export { AuditProofs } from './vault/audit-proofs.ts';
export { type FileUrl, type FileUrlOptions, FileUrls, type Unsigned } from './vault/file-urls.ts';
export { LoginNonces } from './vault/login-nonces.ts';
export { RecordAudit } from './vault/record-audit.ts';
export { type Login, openLogin, sealLogin } from './vault/sealed-login.ts';
export { VaultSeal } from './vault/text-seal.ts';
export { NoSecretKey, SecretUnreadable, Vault } from './vault/vault.ts';
