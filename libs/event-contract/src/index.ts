export { CLOUD_EVENT_HEADERS, CLOUD_EVENT_TYPE_PREFIX, dataSchemaOf } from './cloud-event.ts';
export { eventProblems, readingProblems } from './event-problems.ts';
export { type EventSchemas, eventSchemas, type JsonSchema } from './event-schemas.ts';
export type { EventDefinition, EventTable, Sender } from './event-table.ts';
export { EVENT_TYPE_NAMES, EVENTS, type EventData, type EventTypeName, eventDefinition, isInternal } from './events.ts';
export { COMMAND_KINDS, CONDITIONS, DECLARED_PARTS, FAILURE_REASONS, VALUE_TYPES } from './vocabulary.ts';
