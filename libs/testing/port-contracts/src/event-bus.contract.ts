import type { EventBus } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { eventBusDeadLetters } from './event-bus/dead-letters.ts';
import { eventBusDelivery } from './event-bus/delivery.ts';
import { eventBusFollow } from './event-bus/follow.ts';
import { eventBusRestart } from './event-bus/restart.ts';

/** What every EventBus promises. `make` gives a bus whose groups and log hold nothing of other tests. */
export function eventBusContract(name: string, make: MakeAdapter<EventBus>): void {
  describe(`EventBus: ${name}`, () => {
    eventBusDelivery(make);
    eventBusDeadLetters(make);
    eventBusFollow(make);
    eventBusRestart(make);
  });
}
