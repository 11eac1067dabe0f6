import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** Name of the server that the others are compared with. */
export const BARE = 'bare Node';

/** A bare Node HTTP server as a process. */
export interface BareProcess {
  readonly pid: number;
  readonly port: number;
  stop(): void;
}

export async function startBare(
  prefix: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<BareProcess> {
  const [program = process.execPath, ...args] = [
    ...prefix,
    process.execPath,
    path.join(import.meta.dirname, 'bare-server.js'),
  ];
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return { pid: child.pid ?? 0, port, stop: () => child.disconnect() };
}
