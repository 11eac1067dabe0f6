import {
  type Environment,
  readAddresses,
  type ServerKind,
  serverKinds,
  toVariables,
  whyMissingVariable,
} from './server-addresses.ts';
import { type StartedServers, startServers } from './start-servers.ts';

export interface SharedServers {
  /** Stops what was started, and says again what is missing. */
  stop(): Promise<void>;
}

/**
 * The servers that all specs of a run share: those that the environment tells of (MUSTER_TEST_KAFKA_BROKERS,
 * MUSTER_TEST_MONGO_URL, MUSTER_TEST_REDIS_URL) as they are, the others started here, and told to the environment, which
 * the processes that run specs inherit. On CI a server that does not start is an error; elsewhere the environment
 * says why it is missing, and so does `warn`.
 */
export async function sharedServers(
  kinds: readonly ServerKind[] = serverKinds,
  { env, warn }: { readonly env: Environment; readonly warn: (text: string) => void },
  start: (kinds: readonly ServerKind[]) => Promise<StartedServers> = startServers,
): Promise<SharedServers> {
  const given = readAddresses(env);
  const servers = await start(kinds.filter((kind) => given[kind] === undefined));
  Object.assign(env, toVariables(servers.addresses));
  if (servers.failures.size > 0 && isCi(env)) {
    await servers.stop();
    throw new AggregateError([...servers.failures.values()], describeFailures(servers.failures));
  }
  for (const [kind, error] of servers.failures) env[whyMissingVariable(kind)] = error.message;
  if (servers.failures.size === 0) return { stop: () => servers.stop() };
  const warning = `${describeFailures(servers.failures)}\nTheir specs are SKIPPED.`;
  warn(warning);
  return {
    // Once more: by then the first is far above.
    stop: async () => {
      await servers.stop();
      warn(warning);
    },
  };
}

/** As CI services set it: `CI=true`, some of them `CI=1`. */
function isCi({ CI = '' }: Environment): boolean {
  return CI !== '' && CI !== 'false' && CI !== '0';
}

function describeFailures(failures: ReadonlyMap<ServerKind, Error>): string {
  const lines = [...failures].map(([kind, error]) => `  ${kind}: ${error.message.replaceAll('\n', '\n    ')}`);
  return ['SERVERS FOR TESTS ARE MISSING', ...lines].join('\n');
}
