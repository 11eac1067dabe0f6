import {
  type AnyNewEvent,
  BusUnavailable,
  type DeadLetter,
  EventBus,
  type EventRecord,
  type FollowedEvent,
  type FollowOptions,
  type SubscribeOptions,
  type Subscription,
} from '#libs/domain';

/** A bus in front of a real one that can be told to be down. */
export class UnreliableBus extends EventBus {
  readonly #bus: EventBus;
  down = false;

  constructor(bus: EventBus) {
    super();
    this.#bus = bus;
  }

  override async publish(events: readonly AnyNewEvent[]): Promise<number> {
    if (this.down) throw new BusUnavailable('the bus is down');
    return this.#bus.publish(events);
  }

  override subscribe(
    group: string,
    handler: (event: EventRecord) => Promise<void>,
    options?: SubscribeOptions,
  ): Subscription {
    return this.#bus.subscribe(group, handler, options);
  }

  override follow(options: FollowOptions): AsyncIterable<FollowedEvent> {
    return this.#bus.follow(options);
  }

  override lag(group: string): Promise<number> {
    return this.#bus.lag(group);
  }

  override deadLetters(group: string, limit: number): Promise<readonly DeadLetter[]> {
    return this.#bus.deadLetters(group, limit);
  }

  override replay(deadLetterId: string): Promise<boolean> {
    return this.#bus.replay(deadLetterId);
  }
}
