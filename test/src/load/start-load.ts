import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { LoadCalls } from './load-calls.ts';

/** The load generator, to be called as if it were in this process. Calls reject when it ended over an error. */
export interface LoadGenerator extends LoadCalls {
  stop(): void;
}

export function startLoad(prefix: readonly string[]): LoadGenerator {
  const [program = process.execPath, ...args] = [
    ...prefix,
    process.execPath,
    path.join(import.meta.dirname, 'load-generator.js'),
  ];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return {
    discover: (order) => ask(child, { call: 'discover', order }),
    visit: (order) => ask(child, { call: 'visit', order }),
    run: (order) => ask(child, { call: 'run', order }),
    open: (order) => ask(child, { call: 'open', order }),
    fetch: (order) => ask(child, { call: 'fetch', order }),
    holdSlow: (order) => ask(child, { call: 'holdSlow', order }),
    dropSlow: () => ask(child, { call: 'dropSlow' }),
    door: (order) => ask(child, { call: 'door', order }),
    stop: () => child.disconnect(),
  };
}

function ask<T>(child: ChildProcess, call: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('The load generator ended: see above.'));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve((answer as { readonly result: T }).result);
    });
    child.send(call);
  });
}
