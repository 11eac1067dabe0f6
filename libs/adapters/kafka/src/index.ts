export type { KafkaBusStats } from './bus-stats.ts';
export type { BusLogger } from './cluster/bus-logger.ts';
export { TopicMismatch } from './cluster/ensure-topics.ts';
export { busTopics } from './cluster/topics.ts';
export { encodeEvent } from './events/encode-event.ts';
export type { KafkaBusOptions } from './kafka-bus-options.ts';
export { KafkaEventBus } from './kafka-event-bus.ts';
export { openKafkaEventBus } from './open-kafka-bus.ts';
export { EventTooLarge } from './publish/event-too-large.ts';
