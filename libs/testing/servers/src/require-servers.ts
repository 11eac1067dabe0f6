import {
  type Environment,
  environment,
  readAddresses,
  type ServerAddresses,
  type ServerKind,
  whyMissingVariable,
} from './server-addresses.ts';

/** The addresses of a choice of servers. */
export type AddressesOf<K extends ServerKind> = Pick<ServerAddresses, K>;

/**
 * The servers of this run, for use in a spec file, which must itself name the kinds in the call. Throws when one could
 * not be started; `describeWith` skips instead.
 */
export function requireServers<K extends ServerKind>(kinds: K | readonly K[], env = environment): AddressesOf<K> {
  const missing = whyMissing(kinds, env);
  if (missing !== undefined) throw new Error(missing);
  // whyMissing has seen that each of them is there.
  return readAddresses(env) as ServerAddresses;
}

/** Why this run has not all of these servers; undefined when it has. */
export function whyMissing(kinds: ServerKind | readonly ServerKind[], env: Environment): string | undefined {
  const addresses = readAddresses(env);
  for (const kind of [kinds].flat()) {
    if (addresses[kind] !== undefined) continue;
    const reason = env[whyMissingVariable(kind)];
    if (reason !== undefined) return `${kind} is missing: ${reason}`;
    throw new Error(`This run has no ${kind}, as no spec file names '${kind}' in describeWith or requireServers.`);
  }
  return undefined;
}
