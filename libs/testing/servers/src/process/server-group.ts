import { rm } from 'node:fs/promises';
import type { ServerNode } from './server-node.ts';

/** Servers that belong together, running. */
export interface ServerGroup {
  readonly nodes: readonly ServerNode[];
  /** Ends all of them and removes their data; again is harmless. */
  stop(): Promise<void>;
}

/** Runs `start` for every item at the same time; when one fails, the others are killed and its error is thrown. */
export async function startTogether<T>(items: readonly T[], start: (item: T) => Promise<ServerNode>) {
  const results = await Promise.allSettled(items.map(start));
  const nodes = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed === undefined) return nodes;
  await Promise.all(nodes.map((node) => node.kill()));
  throw failed.reason;
}

/** Kills servers whose data nobody needs any more, and removes their folder. */
export async function discard(nodes: readonly ServerNode[], folder: string): Promise<void> {
  await Promise.all(nodes.map((node) => node.kill()));
  await rm(folder, { recursive: true, force: true });
}
