import { type ServerKind, serverKinds } from './server-addresses.ts';

const call = /\b(?:describeWith|requireServers)\(\s*(\[[^\]]*\]|['"]\w+['"])/g;

/**
 * The kinds of server that spec files name in their calls of `describeWith` and `requireServers`. They are found by
 * reading, before any spec runs, because `describe` must know at once whether to skip.
 */
export function neededServers(specs: readonly string[]): ServerKind[] {
  const named = specs.flatMap((text) => [...text.matchAll(call)].map((match) => match[1] ?? '')).join();
  return serverKinds.filter((kind) => named.includes(kind));
}
