import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';

/** The whole ACS as a process of its own, that can be killed. */
export interface AcsProcess {
  readonly cwmpUrl: string;
  readonly cwmpPort: number;
  /** With TLS; 0 where there is none. */
  readonly tlsPort: number;
  readonly httpUrl: string;
  readonly pid: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the orderly end; resolves with the exit code. */
  terminate(): Promise<number | null>;
}

export const PROJECT_ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Starts `apps/muster` on a data folder, which may have been used before. Rejects when it does not get ready. */
export async function spawnAcs(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  prefix: readonly string[] = [],
): Promise<AcsProcess> {
  const command = [
    ...prefix,
    process.execPath,
    '--enable-source-maps',
    path.join(PROJECT_ROOT, 'dist/apps/muster/src/main.js'),
  ];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: PROJECT_ROOT,
    env: {
      ...process.env,
      MUSTER_DATA_DIR: dataDir,
      MUSTER_HTTP_PORT: '0',
      MUSTER_CWMP_PORT: '0',
      MUSTER_CWMP_HOST: '127.0.0.1',
      MUSTER_GATEWAY_TLS_PORT: '0',
      // Devices of tests call in as often as they like.
      MUSTER_GATEWAY_DEVICE_SESSIONS_PER_MIN: '0',
      MUSTER_FIRMWARE_PORT: '0',
      MUSTER_FIRMWARE_HOST: '127.0.0.1',
      MUSTER_LOG_FORMAT: 'json',
      MUSTER_LOG_LEVEL: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ready = await untilReady(child);
  const { cwmpPort, tlsPort, httpUrl } = ready;
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    cwmpUrl: `http://127.0.0.1:${cwmpPort}/`,
    cwmpPort,
    tlsPort,
    httpUrl,
    pid: child.pid ?? 0,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    async terminate() {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}

interface Ready {
  readonly cwmpPort: number;
  readonly tlsPort: number;
  readonly httpUrl: string;
}

async function untilReady(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null) throw new Error('the ACS has no stdout');
  const lines = readline.createInterface({ input: child.stdout });
  for await (const line of lines) {
    const entry = JSON.parse(line) as { msg?: string; url?: string; cwmpPort?: number; cwmpTlsPort?: number };
    if (entry.msg !== 'ready') continue;
    child.stdout.resume();
    return { cwmpPort: entry.cwmpPort ?? 0, tlsPort: entry.cwmpTlsPort ?? 0, httpUrl: entry.url ?? '' };
  }
  throw new Error('the ACS ended before it was ready');
}
