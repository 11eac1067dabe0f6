import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '#libs/domain';
import { createLogger, type Logger, loadConfig, platformConfig, type RunningApp, start } from '#libs/platform';
import { apiRole } from '#libs/services/api';
import { firmwareRole } from '#libs/services/firmware';
import { CwmpServer, gatewayRole } from '#libs/services/gateway';
import { provisioningRole } from '#libs/services/provisioning';

/** The whole ACS in this process, on ports of its own and a data folder of its own. */
export interface Acs {
  /** Where CPEs POST to. */
  readonly cwmpUrl: string;
  readonly cwmpPort: number;
  /** With TLS; 0 where there is none. */
  readonly tlsPort: number;
  /** Of the API, without a trailing slash. */
  readonly httpUrl: string;
  readonly app: RunningApp;
  stop(): Promise<void>;
}

export interface AcsParts {
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** `env` takes MUSTER_* settings, as an operator would give them; by default the clock is the system's, and errors are logged. */
export async function startAcs(
  env: Readonly<Record<string, string>> = {},
  { clock, logger = createLogger('test', { level: 'error', format: 'json' }) }: AcsParts = {},
): Promise<Acs> {
  const roles = [gatewayRole, provisioningRole, firmwareRole, apiRole];
  const dataDir = await mkdtemp(path.join(tmpdir(), 'muster-test-'));
  const settings = {
    MUSTER_DATA_DIR: dataDir,
    MUSTER_HTTP_PORT: '0',
    MUSTER_CWMP_PORT: '0',
    MUSTER_CWMP_HOST: '127.0.0.1',
    MUSTER_GATEWAY_TLS_PORT: '0',
    // Devices of tests call in as often as they like.
    MUSTER_GATEWAY_DEVICE_SESSIONS_PER_MIN: '0',
    MUSTER_FIRMWARE_PORT: '0',
    MUSTER_FIRMWARE_HOST: '127.0.0.1',
    // Tests leave sessions open: nobody would end them.
    MUSTER_SHUTDOWN_TIMEOUT_MS: '1500',
    ...env,
  };
  const loaded = loadConfig([platformConfig, ...roles.map((role) => role.config)], settings);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const app = await start(roles, { config: loaded.config, logger, ...(clock ? { clock } : {}) });
  const { address, tlsAddress } = app.get(CwmpServer);
  const cwmpPort = address?.port ?? 0;
  return {
    cwmpUrl: `http://127.0.0.1:${cwmpPort}/`,
    cwmpPort,
    tlsPort: tlsAddress?.port ?? 0,
    httpUrl: app.httpUrl,
    app,
    async stop() {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
