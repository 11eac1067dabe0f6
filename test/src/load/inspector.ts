import { once } from 'node:events';
import { createServer } from 'node:net';
import type { CpuProfile } from './time-by-library.ts';

/** What a process that was started with `inspectorOptions` tells about itself, over the Chrome DevTools protocol. */
export class Inspector {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
      if (id !== undefined) this.#answers.get(id)?.(result);
    });
  }

  static async connect(port: number): Promise<Inspector> {
    const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      readonly webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
    await once(socket, 'open');
    return new Inspector(socket);
  }

  /** Heap in use after a full garbage collection, in bytes. */
  async heapUsed(): Promise<number> {
    // What finalizers free falls to the second collection.
    await this.#call('HeapProfiler.collectGarbage');
    await this.#call('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#call('Runtime.getHeapUsage')) as { readonly usedSize: number };
    return usedSize;
  }

  /** Profiles the main thread until the function that it resolves with is called. */
  async profile(): Promise<() => Promise<CpuProfile>> {
    await this.#call('Profiler.enable');
    await this.#call('Profiler.start');
    return async () => ((await this.#call('Profiler.stop')) as { readonly profile: CpuProfile }).profile;
  }

  close(): void {
    this.#socket.close();
  }

  #call(method: string): Promise<unknown> {
    const id = ++this.#calls;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }
}

/** NODE_OPTIONS that let an Inspector connect; nothing is printed about it. */
export function inspectorOptions(port: number): string {
  return `--inspect=127.0.0.1:${port} --inspect-publish-uid=http`;
}

/** A TCP port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
