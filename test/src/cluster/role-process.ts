import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { boundToThisProcess } from '#libs/testing/servers';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

export type RoleApp = 'cwmp-gateway' | 'provisioning' | 'firmware' | 'api' | 'muster';

/** An entry of a role's log. */
export type LogEntry = Readonly<Record<string, unknown>>;

/** One role of the ACS as a process of its own. */
export interface RoleProcess {
  readonly name: string;
  readonly pid: number;
  /** Of the API, health and metrics. */
  readonly httpUrl: string;
  /** Only of a gateway. */
  readonly cwmpPort?: number;
  /** Resolves when its clock was put forward; rejects where that is the machine's. One that ended has none. */
  putForward(ms: number): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** SIGTERM, and waits for the orderly end. */
  terminate(): Promise<void>;
}

export interface RoleOptions {
  readonly app: RoleApp;
  /** As it is called in the merged log. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Put before the command, such as `taskset -c 0`. */
  readonly prefix?: readonly string[];
  readonly onEntry?: (name: string, entry: LogEntry) => void;
  /** Its clock is ahead of the machine's by this, and can be put forward. Default: it is the machine's. */
  readonly aheadMs?: number;
}

/** Starts one role and waits until it is ready. Rejects with its last words when it ends before. */
export async function startRole({ app, name, env, prefix = [], onEntry, aheadMs }: RoleOptions): Promise<RoleProcess> {
  const main = path.join(PROJECT_ROOT, `dist/apps/${app}/src/main.js`);
  const hasClock = aheadMs !== undefined;
  const clock = hasClock ? ['--import', path.join(PROJECT_ROOT, 'dist/test/src/cluster/forward-clock-preload.js')] : [];
  const flags = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning', ...clock];
  const [program, ...args] = boundToThisProcess([...prefix, process.execPath, ...flags, main]);
  const child = spawn(program, args, {
    cwd: PROJECT_ROOT,
    env: {
      ...process.env,
      MUSTER_LOG_FORMAT: 'json',
      MUSTER_HTTP_PORT: '0',
      ...(hasClock ? { TEST_CLOCK_AHEAD_MS: String(aheadMs) } : {}),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(hasClock ? (['ipc'] as const) : [])],
    // Out of reach of Ctrl-C at the terminal: a second signal, from here, would end it at once.
    detached: true,
  });
  const exited = once(child, 'exit');
  const { url, cwmpPort } = await untilReady(child, name, onEntry);
  let isWanted = true;
  child.once('exit', (code, signal) => {
    if (isWanted) onEntry?.(name, { level: 'warn', msg: `ended by itself (${signal ?? code})` });
  });
  const end = async (signal: NodeJS.Signals) => {
    isWanted = false;
    child.kill(signal);
    await exited;
  };
  return {
    name,
    pid: child.pid ?? 0,
    httpUrl: url,
    ...(cwmpPort === undefined ? {} : { cwmpPort }),
    async putForward(ms) {
      if (!hasClock) throw new Error(`${name} has the clock of the machine`);
      if (!child.connected) return;
      const done = once(child, 'message');
      child.send(ms);
      await Promise.race([done, exited]);
    },
    kill: () => end('SIGKILL'),
    terminate: () => end('SIGTERM'),
  };
}

interface Ready {
  readonly url: string;
  readonly cwmpPort?: number;
}

function untilReady(child: ChildProcess, name: string, onEntry: RoleOptions['onEntry']): Promise<Ready> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error(`${name} has no output`);
  const lastWords: string[] = [];
  return new Promise((resolve, reject) => {
    readline.createInterface({ input: stderr }).on('line', (line) => {
      lastWords.push(line);
      onEntry?.(name, { level: 'error', msg: line });
    });
    readline.createInterface({ input: stdout }).on('line', (line) => {
      const entry = parsed(line);
      lastWords.push(line);
      if (lastWords.length > 20) lastWords.shift();
      onEntry?.(name, entry);
      if (entry.msg === 'ready') resolve(entry as unknown as Ready);
    });
    child.once('exit', () => reject(new Error(`${name} ended before it was ready:\n${lastWords.join('\n')}`)));
  });
}

function parsed(line: string): LogEntry {
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return { level: 'info', msg: line };
  }
}
