import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A bare Node HTTP server as a process. */
export interface BareProcess {
  readonly pid: number;
  readonly port: number;
  stop(): void;
}

export async function startBare(prefix: readonly string[]): Promise<BareProcess> {
  const [program = process.execPath, ...args] = [
    ...prefix,
    process.execPath,
    path.join(import.meta.dirname, 'bare-server.js'),
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return { pid: child.pid ?? 0, port, stop: () => child.disconnect() };
}
