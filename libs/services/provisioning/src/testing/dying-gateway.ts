import type { EmbeddedAdapters } from '#libs/adapters/embedded';
import { type DeviceEventRecord, StoreUnavailable } from '#libs/domain';
import { PlayedGateway } from './played-gateway.ts';

/** Writes through these go wrong from some write on, until the next event is taken up: as when the process dies. */
export class Fuse {
  writes = 0;
  blowAt = Number.POSITIVE_INFINITY;

  through(adapters: EmbeddedAdapters): EmbeddedAdapters {
    const guard = <T extends object>(port: T, methods: readonly (keyof T)[]): T =>
      new Proxy(port, {
        get: (target, name) => {
          const method = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          if (!methods.includes(name as keyof T)) return method.bind(target);
          return async (...args: unknown[]) => {
            if (++this.writes > this.blowAt) throw new StoreUnavailable('The process died.');
            return method.apply(target, args);
          };
        },
      });
    return {
      ...adapters,
      eventBus: guard(adapters.eventBus, ['publish']),
      deviceStore: guard(adapters.deviceStore, ['save']),
      executionStore: guard(adapters.executionStore, ['change']),
      commandStore: guard(adapters.commandStore, ['save', 'add']),
      reportedStore: guard(adapters.reportedStore, ['mergeValues', 'mergeNames', 'forget']),
      modelStore: guard(adapters.modelStore, ['save']),
      readyCommands: guard(adapters.readyCommands, ['decide']),
      settledMarks: guard(adapters.settledMarks, ['mark', 'clear']),
    };
  }
}

/** Each event is first handled by a process that dies after so many writes, then by one that lives. */
export async function dying(fuse: Fuse, survived: number | (() => number)): Promise<PlayedGateway> {
  const gateway = await PlayedGateway.open({ through: (adapters) => fuse.through(adapters) });
  const { provision } = gateway;
  const handle = provision.handle.bind(provision);
  provision.handle = async (event: DeviceEventRecord) => {
    fuse.writes = 0;
    fuse.blowAt = typeof survived === 'number' ? survived : survived();
    await handle(event).catch((error: unknown) => {
      if (!(error instanceof StoreUnavailable)) throw error;
    });
    fuse.blowAt = Number.POSITIVE_INFINITY;
    await handle(event);
  };
  return gateway;
}
