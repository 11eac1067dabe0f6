import { Redis } from 'ioredis';

export interface CommandsSeen {
  /** What clients sent since the last call, one name each; not what scripts did. */
  take(): Promise<readonly string[]>;
  stop(): void;
}

/** Watches which commands come to a Redis. */
export async function commandsSeen(url: string): Promise<CommandsSeen> {
  const redis = new Redis(url);
  const monitor = await redis.monitor();
  const probe = new Redis(url);
  let seen: string[] = [];
  let marks = 0;
  const waiting = new Map<string, () => void>();
  monitor.on('monitor', (_time: string, [name = '', text = '']: string[], source: string) => {
    if (source === 'lua') return;
    if (name.toLowerCase() === 'echo') waiting.get(text)?.();
    else seen.push(name.toLowerCase());
  });
  return {
    async take() {
      const mark = `mark ${++marks}`;
      const shown = new Promise<void>((resolve) => waiting.set(mark, resolve));
      await probe.echo(mark);
      await shown;
      const taken = seen.filter((name) => !HOUSEKEEPING.has(name));
      seen = [];
      return taken;
    },
    stop() {
      for (const client of [redis, monitor, probe]) client.disconnect();
    },
  };
}

/** What a connection says for itself. */
const HOUSEKEEPING: ReadonlySet<string> = new Set(['info', 'client', 'hello', 'ping', 'monitor']);
