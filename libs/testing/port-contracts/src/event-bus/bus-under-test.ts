import type { EventBus, EventRecord, SubscribeOptions } from '#libs/domain';
import type { Adapter, MakeAdapter } from '../adapter.ts';
import { Inbox } from '../inbox.ts';

/** Runs a test with a bus of its own. */
export function withBus(
  make: MakeAdapter<EventBus>,
  test: (bus: EventBus, adapter: Adapter<EventBus>) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const adapter = await make();
    try {
      await test(adapter.port, adapter);
    } finally {
      await adapter.close();
    }
  };
}

/** Subscribes a group that takes everything. */
export function collect(bus: EventBus, group: string, options: SubscribeOptions = {}): Inbox<EventRecord> {
  const inbox = new Inbox<EventRecord>();
  bus.subscribe(group, async (event) => inbox.add(event), options);
  return inbox;
}

export async function reopened(adapter: Adapter<EventBus>): Promise<EventBus> {
  if (adapter.reopen === undefined) throw new Error('A durable bus can be reopened.');
  return adapter.reopen();
}

export function idsOf(events: readonly { readonly id: string }[]): readonly string[] {
  return events.map(({ id }) => id);
}
