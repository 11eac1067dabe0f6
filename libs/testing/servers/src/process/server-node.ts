import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { boundToThisProcess } from './bound-to-this-process.ts';
import { lastLines } from './last-lines.ts';

const READY_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;
const STOP_WITHIN_MS = 20_000;

/** How a server process is started and recognised as ready. */
export interface ServerLaunch {
  /** For messages and log files: letters, digits and dashes. */
  readonly name: string;
  readonly command: readonly string[];
  /** Where it runs and where its logs go, one file per start: `<name>.<n>.log`. */
  readonly folder: string;
  /** Looked at over and over after each start; what it throws counts as not ready yet. */
  readonly isReady: (logFile: string) => Promise<boolean>;
}

/** One server process, to be killed, frozen and brought back at will. It dies with the process that started it. */
export class ServerNode {
  readonly #launch: ServerLaunch;
  #child: ChildProcess | undefined;
  #starts = 0;

  private constructor(launch: ServerLaunch) {
    this.#launch = launch;
  }

  /** Starts the server and waits until it is ready; an error carries the last lines of its log. */
  static async start(launch: ServerLaunch): Promise<ServerNode> {
    const node = new ServerNode(launch);
    await node.#start();
    return node;
  }

  get name(): string {
    return this.#launch.name;
  }

  /** The process id; undefined while the server is down. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM, and SIGKILL if that takes more than twenty seconds; resolves when the process is gone. */
  async stop(): Promise<void> {
    const tooLong = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_WITHIN_MS);
    await this.#end('SIGTERM');
    clearTimeout(tooLong);
  }

  /** Starts the server again with the same data and ports, stopping it first if it runs; resolves when it is ready. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  /** SIGSTOP: connections stay open and nobody answers. */
  pause(): void {
    this.#child?.kill('SIGSTOP');
  }

  /** SIGCONT. */
  resume(): void {
    this.#child?.kill('SIGCONT');
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    this.resume();
    await gone;
  }

  async #start(): Promise<void> {
    this.#starts += 1;
    const logFile = path.join(this.#launch.folder, `${this.name}.${this.#starts}.log`);
    const child = await this.#spawn(logFile);
    // It may have ended while its log was being closed: then nobody would hear of it any more.
    this.#child = hasEnded(child) ? undefined : child;
    try {
      await this.#becomeReady(logFile);
    } catch (error) {
      await this.kill();
      const log = lastLines(await readFile(logFile, 'utf8'));
      throw new Error(`${this.name} did not start: ${(error as Error).message}\n${log}`, { cause: error });
    }
  }

  async #spawn(logFile: string): Promise<ChildProcess> {
    const log = await open(logFile, 'w');
    const [program, ...args] = boundToThisProcess(this.#launch.command);
    const child = spawn(program, args, {
      cwd: this.#launch.folder,
      stdio: ['ignore', log.fd, log.fd],
      // Out of reach of Ctrl-C at the terminal: the process that started the server decides when it ends.
      detached: true,
    });
    child.once('exit', () => {
      if (this.#child === child) this.#child = undefined;
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw new Error(`${this.name} did not start: setpriv not found: install util-linux.`, { cause: error });
    } finally {
      await log.close();
    }
    return child;
  }

  async #becomeReady(logFile: string): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!(await this.#launch.isReady(logFile).catch(() => false))) {
      if (this.#child === undefined) throw new Error('it ended at once.');
      if (performance.now() > deadline) throw new Error(`it was not ready within ${READY_WITHIN_MS / 1_000} s.`);
      await delay(LOOK_EVERY_MS);
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
