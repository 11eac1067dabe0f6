import type { CpeMethod, InformEvent } from '#libs/cwmp';
import { eventRule, isMultiple } from './event-rules.ts';

/**
 * The events the ACS does not know yet. While a session is open, those told in its Inform are apart from new ones: a
 * second value change during the session is news, although the first was just acknowledged.
 */
export class PendingEvents {
  #waiting: readonly InformEvent[] = [];
  #told: readonly InformEvent[] = [];

  /** All that is not delivered yet. */
  get all(): readonly InformEvent[] {
    return merged(this.#told, this.#waiting);
  }

  add(eventCode: string, commandKey = ''): void {
    if (eventCode === '0 BOOTSTRAP') this.clear();
    this.#waiting = merged(this.#waiting, [{ eventCode, commandKey }]);
  }

  /** 0 BOOTSTRAP overrides all that was pending. */
  clear(): void {
    this.#waiting = [];
    this.#told = [];
  }

  /** What did not survive a reboot is forgotten. */
  reboot(): void {
    this.#waiting = this.all.filter((event) => eventRule(event.eventCode).survivesReboot);
    this.#told = [];
  }

  /** The events for an Inform. A heartbeat is told alone, so it waits when there is more to tell (Annex O). */
  begin(): readonly InformEvent[] {
    const all = this.all;
    const others = all.filter((event) => event.eventCode !== '14 HEARTBEAT');
    this.#told = others.length > 0 ? others : all;
    this.#waiting = others.length > 0 ? all.filter((event) => event.eventCode === '14 HEARTBEAT') : [];
    return this.#told;
  }

  /** The ACS answered the Inform: what it told is known, but for events that another message delivers. */
  informed(): void {
    this.#told = this.#told.filter((event) => eventRule(event.eventCode).deliveredBy !== 'Inform');
  }

  /**
   * The ACS answered a request of ours. `commandKey` says which of several `M` events that delivered; the event that
   * announces them all (7, 11) is forgotten with the last of them.
   */
  delivered(method: CpeMethod, commandKey: string): void {
    const belongs = (event: InformEvent): boolean => eventRule(event.eventCode).deliveredBy === method;
    const isDone = (event: InformEvent): boolean =>
      belongs(event) && isMultiple(event.eventCode) && event.commandKey === commandKey;
    const left = (events: readonly InformEvent[]): readonly InformEvent[] => events.filter((event) => !isDone(event));
    this.#told = left(this.#told);
    this.#waiting = left(this.#waiting);
    if (this.all.some((event) => belongs(event) && isMultiple(event.eventCode))) return;
    this.#told = this.#told.filter((event) => !belongs(event));
    this.#waiting = this.#waiting.filter((event) => !belongs(event));
  }

  /** The session is over; after a failed one some events are not told again. */
  end(): void {
    this.#waiting = merged(
      this.#told.filter((event) => eventRule(event.eventCode).isRetried),
      this.#waiting,
    );
    this.#told = [];
  }
}

function merged(first: readonly InformEvent[], second: readonly InformEvent[]): readonly InformEvent[] {
  const isKnown = (event: InformEvent): boolean =>
    !isMultiple(event.eventCode) && first.some((known) => known.eventCode === event.eventCode);
  const more = second.filter((event) => !isKnown(event));
  return more.length === 0 ? first : [...first, ...more];
}
