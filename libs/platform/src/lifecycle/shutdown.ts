import type { Logger } from '../logging/logger.ts';

/**
 * `drain`: take nothing new, let what is open end. `close`: let go of connections and files, when nothing uses them any
 * more.
 */
export type ShutdownPhase = 'drain' | 'close';

interface Task {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface ShutdownOptions {
  readonly logger: Logger;
  /** For all phases together. */
  readonly timeoutMs: number;
  /** Called first, before anything drains. */
  readonly onBegin: () => void;
}

/** The ordered end of a process. */
export class Shutdown {
  readonly #options: ShutdownOptions;
  readonly #tasks: Readonly<Record<ShutdownPhase, Task[]>> = { drain: [], close: [] };
  #ending: Promise<boolean> | undefined;

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  /** Adds work to a phase. Draining happens at the same time; closing one by one, what was added last first. */
  register(phase: ShutdownPhase, name: string, run: () => Promise<void>): void {
    this.#tasks[phase].push({ name, run });
  }

  /** Runs the phases once, however often it is called; false when the time ran out or a task failed. */
  begin(): Promise<boolean> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<boolean> {
    const { logger, timeoutMs, onBegin } = this.#options;
    onBegin();
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => {
        logger.warn({ timeoutMs }, 'shutdown took too long: cutting what is left');
        resolve(false);
      }, timeoutMs);
    });
    const clean = await Promise.race([this.#runPhases(), timeUp]);
    clearTimeout(timer);
    return clean;
  }

  async #runPhases(): Promise<boolean> {
    const drained = await Promise.all(this.#tasks.drain.map((task) => this.#run(task)));
    const closed: boolean[] = [];
    for (const task of this.#tasks.close.toReversed()) closed.push(await this.#run(task));
    return [...drained, ...closed].every(Boolean);
  }

  /** One task that fails must not keep the others from ending. */
  async #run({ name, run }: Task): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (err) {
      this.#options.logger.error({ err, task: name }, 'shutdown task failed');
      return false;
    }
  }
}
