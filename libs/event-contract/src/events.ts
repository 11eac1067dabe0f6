import type { z } from 'zod';
import { commandEvents } from './command-events.ts';
import { deviceEvents } from './device-events.ts';
import type { EventDefinition, EventTable } from './event-table.ts';
import { rolloutEvents } from './rollout-events.ts';
import { rpcEvents } from './rpc-events.ts';
import { securityEvents } from './security-events.ts';
import { sessionEvents } from './session-events.ts';
import { transferEvents } from './transfer-events.ts';

/** Every event Muster publishes, by type. */
export const EVENTS = {
  ...deviceEvents,
  ...sessionEvents,
  ...rpcEvents,
  ...transferEvents,
  ...commandEvents,
  ...securityEvents,
  ...rolloutEvents,
} as const satisfies EventTable;

export type EventTypeName = keyof typeof EVENTS;

export const EVENT_TYPE_NAMES = Object.keys(EVENTS) as [EventTypeName, ...EventTypeName[]];

/** What the data of an event is, by type. */
export type EventData = { [Type in EventTypeName]: z.output<(typeof EVENTS)[Type]['schema']> };

/** The definition of a type; undefined for one that this version does not know. */
export function eventDefinition(type: string): EventDefinition | undefined {
  return Object.hasOwn(EVENTS, type) ? EVENTS[type as EventTypeName] : undefined;
}

/** Whether events of the type are for Muster itself. One that this version does not know is for everybody. */
export function isInternal(type: string): boolean {
  return eventDefinition(type)?.internal === true;
}
