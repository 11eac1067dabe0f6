import type { mongo } from 'mongoose';

/** Kinds of server that take writes. */
const WRITABLE: ReadonlySet<string> = new Set(['RSPrimary', 'Mongos', 'LoadBalanced']);

/** Commands of one name since the connection was opened. */
export interface CommandCount {
  readonly succeeded: number;
  readonly failed: number;
  /** Time until their answers came, all together. */
  readonly tookMs: number;
}

/** What was asked of MongoDB since the connection was opened. */
export interface MongoStats {
  /** By name: `find`, `update` … */
  readonly commands: ReadonlyMap<string, CommandCount>;
  /** Whether there is a server that takes writes. */
  readonly isWritable: boolean;
}

/** Knows from the driver itself, without asking, whether there is a server that takes writes, and what is asked of it. */
export class ConnectionMonitor {
  readonly #commands = new Map<string, CommandCount>();
  #writable = true;

  constructor(client: mongo.MongoClient) {
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
      this.#writable = [...newDescription.servers.values()].some(({ type }) => WRITABLE.has(type));
    });
    client.on('commandSucceeded', ({ commandName, duration }) => this.#count(commandName, 1, 0, duration));
    client.on('commandFailed', ({ commandName, duration }) => this.#count(commandName, 0, 1, duration));
  }

  get writable(): boolean {
    return this.#writable;
  }

  get stats(): MongoStats {
    return { commands: this.#commands, isWritable: this.#writable };
  }

  #count(name: string, succeeded: number, failed: number, tookMs: number): void {
    const known = this.#commands.get(name) ?? { succeeded: 0, failed: 0, tookMs: 0 };
    this.#commands.set(name, {
      succeeded: known.succeeded + succeeded,
      failed: known.failed + failed,
      tookMs: known.tookMs + tookMs,
    });
  }
}
