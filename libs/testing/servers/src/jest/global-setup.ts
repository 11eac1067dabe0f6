import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { neededServers } from '../needed-servers.ts';
import { environment } from '../server-addresses.ts';
import { sharedServers } from '../shared-servers.ts';
import { running } from './running.ts';

/** What of jest's configuration this needs. */
interface JestRun {
  readonly rootDir: string;
  readonly testPathPatterns: {
    toExecutor(options: { readonly rootDir: string }): { isMatch(file: string): boolean };
  };
}

/** Starts the servers that the spec files of this run name, before the first of them runs. */
export default async function globalSetup({ rootDir, testPathPatterns }: JestRun): Promise<void> {
  const patterns = testPathPatterns.toExecutor({ rootDir });
  const specs = (await specFiles(path.join(rootDir, 'dist'))).filter((file) => patterns.isMatch(file));
  const kinds = neededServers(await Promise.all(specs.map((file) => readFile(file, 'utf8'))));
  if (kinds.length === 0) return;
  const warn = (text: string): void => {
    process.stderr.write(`\n${text}\n\n`);
  };
  running.servers = await sharedServers(kinds, { env: environment, warn });
}

async function specFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.spec.js')).map((name) => path.join(folder, name));
}
