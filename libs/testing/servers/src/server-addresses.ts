import process from 'node:process';

/** The addresses of the servers that specs are run against. */
export interface ServerAddresses {
  /** `host:port` of each broker. */
  readonly kafka: readonly string[];
  /** `mongodb://…`, without a database. */
  readonly mongo: string;
  /** `redis://…` */
  readonly redis: string;
}

export type ServerKind = keyof ServerAddresses;

export const serverKinds = ['kafka', 'mongo', 'redis'] as const satisfies readonly ServerKind[];

const variables: Readonly<Record<ServerKind, string>> = {
  kafka: 'MUSTER_TEST_KAFKA_BROKERS',
  mongo: 'MUSTER_TEST_MONGO_URL',
  redis: 'MUSTER_TEST_REDIS_URL',
};

/** The environment of a process. */
export type Environment = Record<string, string | undefined>;

// biome-ignore lint/style/noProcessEnv: jest has no other way from its global setup to the processes that run specs
export const environment: Environment = process.env;

/** The environment variables that tell where servers are, as a person would set them. */
export function toVariables(addresses: Partial<ServerAddresses>): Record<string, string> {
  const entries = serverKinds
    .filter((kind) => addresses[kind] !== undefined)
    .map((kind) => [variables[kind], String(addresses[kind])]);
  return Object.fromEntries(entries);
}

/** The servers that the environment tells of. */
export function readAddresses(env: Environment): Partial<ServerAddresses> {
  const { kafka, mongo, redis } = variables;
  return {
    ...(env[kafka] && { kafka: env[kafka].split(',') }),
    ...(env[mongo] && { mongo: env[mongo] }),
    ...(env[redis] && { redis: env[redis] }),
  };
}

/** The variable that says why there is no such server in this run. */
export function whyMissingVariable(kind: ServerKind): string {
  return `${variables[kind]}_MISSING`;
}
