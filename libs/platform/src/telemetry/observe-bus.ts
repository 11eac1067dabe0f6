import type { Meter } from '@opentelemetry/api';
import type { KafkaBusStats, KafkaEventBus } from '#libs/adapters/kafka';

/** Those numbers of the bus that only grow. */
const COUNTERS = {
  published: ['muster_bus_published_total', 'Events that Kafka has acknowledged.'],
  batches: ['muster_bus_requests_total', 'Requests to brokers with events.'],
  overloaded: ['muster_bus_overloaded_total', 'Events refused because too many wait.'],
  timedOut: ['muster_bus_timed_out_total', 'Events that were not acknowledged in time; they may be there.'],
  resent: ['muster_bus_resent_total', 'Events sent again because an acknowledgement did not cover them.'],
  producersRebuilt: ['muster_bus_producers_rebuilt_total', 'Producers replaced after a failure.'],
  consumersRebuilt: ['muster_bus_consumers_rebuilt_total', 'Consumers replaced because they ended or stood still.'],
  handled: ['muster_bus_handled_total', 'Events handled by the groups of this process.'],
  failures: ['muster_bus_failures_total', 'Tries to handle an event that failed.'],
  deadLetters: ['muster_bus_dead_letters_total', 'Events that were given up.'],
  undecodable: ['muster_bus_undecodable_total', 'Records that are no events.'],
} as const satisfies Partial<Record<keyof KafkaBusStats, readonly [string, string]>>;

const GAUGES = {
  pendingEvents: ['muster_bus_pending_events', 'Events that wait for their acknowledgement.'],
  pendingBytes: ['muster_bus_pending_bytes', 'Bytes that wait for their acknowledgement.'],
  inHand: ['muster_bus_in_hand_events', 'Events taken over by the groups of this process and not done.'],
} as const satisfies Partial<Record<keyof KafkaBusStats, readonly [string, string]>>;

/** Shows what the event bus does, and how far each group is behind in each partition that this process reads. */
export function observeBus(meter: Meter, bus: Pick<KafkaEventBus, 'stats' | 'lags'>): void {
  for (const [name, [metric, description]] of entriesOf(COUNTERS)) {
    meter.createObservableCounter(metric, { description }).addCallback((result) => result.observe(bus.stats[name]));
  }
  for (const [name, [metric, description]] of entriesOf(GAUGES)) {
    meter.createObservableGauge(metric, { description }).addCallback((result) => result.observe(bus.stats[name]));
  }
  const description = 'Events not yet finished, by group and partition, of those this process reads.';
  meter.createObservableGauge('muster_bus_lag_events', { description }).addCallback(async (result) => {
    for (const { group, partition, events } of await bus.lags()) result.observe(events, { group, partition });
  });
}

function entriesOf<Name extends string, T>(record: Readonly<Record<Name, T>>): readonly (readonly [Name, T])[] {
  return Object.entries(record) as [Name, T][];
}
