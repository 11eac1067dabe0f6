import type { DiscoverOrder, DiscoverReport } from './discover-fleet.ts';
import type { DoorOrder, DoorReport } from './door/door-order.ts';
import type { FetchOrder, FetchReport } from './files/fetch-files.ts';
import type { SlowOrder, SlowReport } from './files/slow-clients.ts';
import type { OpenOrder } from './open-sessions.ts';
import type { RunOrder, RunReport } from './run-sessions.ts';
import type { VisitOrder, VisitReport } from './visit-fleet.ts';

/** What the load generator, a process of its own, can be told to do; one thing at a time. */
export interface LoadCalls {
  /** Keeps the devices under the name `fleet`. */
  discover(order: DiscoverOrder & { readonly fleet: string }): Promise<DiscoverReport>;
  /** One session of each device of a fleet, which does what it is told. */
  visit(order: VisitOrder & { readonly fleet: string }): Promise<VisitReport>;
  /** Settled sessions of a fleet. */
  run(order: RunOrder & { readonly fleet: string }): Promise<RunReport>;
  open(order: OpenOrder): Promise<void>;
  fetch(order: FetchOrder): Promise<FetchReport>;
  /** Slow clients come, and stay until they are dropped. */
  holdSlow(order: SlowOrder): Promise<void>;
  dropSlow(order?: undefined): Promise<SlowReport>;
  /** Settled sessions of a fleet by one way in. */
  door(order: DoorOrder & { readonly fleet: string }): Promise<DoorReport>;
}

export type LoadCall = {
  [C in keyof LoadCalls]: { readonly call: C; readonly order: Parameters<LoadCalls[C]>[0] };
}[keyof LoadCalls];
