import type { ServerAddresses, ServerKind } from './server-addresses.ts';
import { startKafka } from './start-kafka.ts';
import { startMongo } from './start-mongo.ts';
import { startRedis } from './start-redis.ts';

/** One server of each kind that was asked for, as far as they could be started. */
export interface StartedServers {
  readonly addresses: Partial<ServerAddresses>;
  readonly failures: ReadonlyMap<ServerKind, Error>;
  stop(): Promise<void>;
}

interface Started {
  readonly addresses: Partial<ServerAddresses>;
  stop(): Promise<void>;
}

const starters: Readonly<Record<ServerKind, () => Promise<Started>>> = {
  kafka: async () => {
    const { brokers, stop } = await startKafka({ isForLong: true });
    return { addresses: { kafka: brokers }, stop };
  },
  mongo: async () => {
    const { url, stop } = await startMongo();
    return { addresses: { mongo: url }, stop };
  },
  redis: async () => {
    const { url, stop } = await startRedis();
    return { addresses: { redis: url }, stop };
  },
};

/** Starts one server of each kind, all at the same time. */
export async function startServers(kinds: readonly ServerKind[]): Promise<StartedServers> {
  const results = await Promise.allSettled(kinds.map((kind) => starters[kind]()));
  const started = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const failures = kinds.flatMap((kind, index): [ServerKind, Error][] => {
    const result = results[index];
    return result?.status === 'rejected' ? [[kind, result.reason as Error]] : [];
  });
  return {
    addresses: Object.assign({}, ...started.map(({ addresses }) => addresses)) as Partial<ServerAddresses>,
    failures: new Map(failures),
    stop: async () => {
      await Promise.all(started.map((server) => server.stop()));
    },
  };
}
