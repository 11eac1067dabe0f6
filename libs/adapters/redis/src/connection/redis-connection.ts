import { Cluster, type RedisCommander } from 'ioredis';
import { type Clock, StoreUnavailable } from '#libs/domain';
import { createClient, type RedisClient, type RedisServers } from './connect.ts';
import type { LuaScript } from './lua-script.ts';
import type { RedisLogger } from './redis-logger.ts';

/** Commands that wait for their answer, about a kilobyte each: more means that Redis does not keep up. */
const MAX_PENDING = 20_000;
const OPEN_WITHIN_MS = 10_000;

type Commands = Pick<
  RedisCommander,
  'evalsha' | 'eval' | 'hdel' | 'hget' | 'hmget' | 'hset' | 'ping' | 'zcard' | 'zcount' | 'zrange'
>;

/** What was asked of Redis since the connection was opened. */
export interface RedisStats {
  readonly calls: number;
  /** Of them without success. */
  readonly failures: number;
  /** Times the connection was lost. */
  readonly losses: number;
  /** Calls that wait for their answer. */
  readonly pending: number;
  readonly isUp: boolean;
}

/** The connection for commands. Whatever goes wrong is a StoreUnavailable with its cause. */
export class RedisConnection {
  readonly client: RedisClient;
  readonly #state: ConnectionState;
  #pending = 0;
  #calls = 0;
  #failures = 0;

  private constructor(client: RedisClient, state: ConnectionState) {
    this.client = client;
    this.#state = state;
  }

  get stats(): RedisStats {
    const { isUp, losses } = this.#state;
    return { calls: this.#calls, failures: this.#failures, losses, pending: this.#pending, isUp };
  }

  /** Rejects with StoreUnavailable when no Redis is to be found in time. */
  static async open(servers: RedisServers, clock: Clock, logger: RedisLogger): Promise<RedisConnection> {
    const client = createClient(servers);
    const state = watch(client, logger);
    const cancel = clock.after(OPEN_WITHIN_MS, () => client.disconnect());
    try {
      await client.connect();
      await reachMasters(client);
      await client.ping();
    } catch (error) {
      client.disconnect();
      throw new StoreUnavailable('No Redis answers.', { cause: error });
    } finally {
      cancel();
    }
    return new RedisConnection(client, state);
  }

  /** Runs commands; each call counts as one, however many commands it sends. */
  async call<T>(send: (commands: Commands) => Promise<T>): Promise<T> {
    if (this.#pending >= MAX_PENDING) throw new StoreUnavailable('Redis does not keep up.');
    this.#pending++;
    this.#calls++;
    try {
      return await send(this.client);
    } catch (error) {
      this.#failures++;
      throw new StoreUnavailable(`Redis did not do it: ${messageOf(error)}`, { cause: error });
    } finally {
      this.#pending--;
    }
  }

  /** By its hash; a Redis that does not know the script yet, or any more, is given its text. */
  run(script: LuaScript, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return this.call(async (commands) => {
      try {
        return await commands.evalsha(script.sha1, keys.length, ...keys, ...args);
      } catch (error) {
        if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
        return await commands.eval(script.lua, keys.length, ...keys, ...args);
      }
    });
  }

  /** Rejects with StoreUnavailable unless Redis answers now. */
  async check(): Promise<void> {
    await this.call((commands) => commands.ping());
  }

  close(): void {
    this.client.disconnect();
  }
}

/** A Cluster connects to a node for its first command, and has commands that come at the same time wait for a tenth of a second. */
async function reachMasters(client: RedisClient): Promise<void> {
  if (client instanceof Cluster) await Promise.allSettled(client.nodes('master').map((node) => node.ping()));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

interface ConnectionState {
  isUp: boolean;
  losses: number;
}

/** Says once that Redis is gone, and once that it is back. */
function watch(client: RedisClient, logger: RedisLogger): ConnectionState {
  const state = { isUp: true, losses: 0 };
  const gone = (error?: unknown) => {
    if (!state.isUp) return;
    logger.warn({ err: error }, 'Redis is not to be reached; sessions are refused until it is');
    state.isUp = false;
    state.losses++;
  };
  client.on('error', gone);
  client.on('ready', () => {
    if (!state.isUp) logger.info({}, 'Redis is back');
    state.isUp = true;
  });
  return state;
}
