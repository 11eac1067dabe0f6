import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface IdleConnections {
  /** Connections on which an answer came. */
  readonly held: number;
  release(): Promise<void>;
}

/** Has another process hold connections that had an answer and say nothing more. */
export async function holdIdle(port: number, count: number): Promise<IdleConnections> {
  const file = path.join(import.meta.dirname, 'idle-holder.js');
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  child.send({ port, count });
  const [{ held }] = (await once(child, 'message')) as [{ readonly held: number }];
  return {
    held,
    async release() {
      child.disconnect();
      await exited;
    },
  };
}
