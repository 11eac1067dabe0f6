import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { startNginx } from '#libs/testing/servers';
import { pin, pinnedTo } from '../machine.ts';
import type { FileTarget } from './file-target.ts';

/** nginx with a folder in which the image is. Rejects when there is no nginx and none can be had. */
export async function nginxTarget(root: string, fileName: string): Promise<FileTarget> {
  const nginx = await startNginx({ root });
  const pid = nginx.nodes[0]?.pid;
  if (pid === undefined) throw new Error('nginx is down.');
  pin(pid, 'server');
  return {
    name: 'nginx',
    port: nginx.port,
    pids: { server: pid },
    paths: (clients) => Array.from({ length: clients }, () => `/${fileName}`),
    stop: () => nginx.stop(),
  };
}

/** A bare Node server with the image. */
export async function bareTarget(file: string, size: number): Promise<FileTarget> {
  const script = path.join(import.meta.dirname, 'bare-file-server.js');
  const [program = '', ...args] = [...pinnedTo('server'), process.execPath, script, file, String(size)];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  return {
    name: 'bare Node',
    port,
    pids: { server: child.pid ?? 0 },
    paths: (clients) => Array.from({ length: clients }, () => '/'),
    stop: async () => child.disconnect(),
  };
}
