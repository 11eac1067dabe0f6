import type { InformEvent } from '../event-code.ts';
import { MAX_EVENTS, readItems, readText, readToken } from '../fields/read-field.ts';
import { writeArray, writeText } from '../fields/write-field.ts';
import type { XmlElement } from '../xml/element.ts';

export function writeEvents(events: readonly InformEvent[]): string {
  const structs = events.map(
    (event) =>
      `<EventStruct>${writeText('EventCode', event.eventCode)}${writeText('CommandKey', event.commandKey)}</EventStruct>`,
  );
  return writeArray('Event', 'cwmp:EventStruct', structs);
}

/** Reads the argument Event, which may be empty and may hold codes nobody knows. */
export function readEvents(inform: XmlElement): readonly InformEvent[] {
  return readItems(inform, 'Event', MAX_EVENTS).map((struct) => ({
    eventCode: readToken(struct, 'EventCode'),
    commandKey: readText(struct, 'CommandKey'),
  }));
}
