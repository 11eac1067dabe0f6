/** An Inform of a device: its marks are counted from 1. */
export interface MarkedInform {
  readonly deviceId: string;
  readonly mark: number;
}

/** An Inform as it was found in the log. */
export interface LoggedInform extends MarkedInform {
  readonly eventId: string;
}

/** Informs are named `device#mark`. */
export interface InformReport {
  /** Answered, and nowhere. */
  readonly lost: readonly string[];
  /** Answered, and found after an Inform of the device that was answered later. */
  readonly disordered: readonly string[];
  /** Sent once, and found as two events. */
  readonly doubled: readonly string[];
  /** Records that repeat an event, as is allowed: the id is the same. */
  readonly repeated: number;
  /** Never answered, and found nevertheless, as is allowed. */
  readonly unanswered: number;
}

/** Compares the Informs that were answered with the log, in the order of the log. */
export function checkInforms(answered: readonly MarkedInform[], log: readonly LoggedInform[]): InformReport {
  const wereAnswered = new Set(answered.map(nameOf));
  const eventIds = new Set<string>();
  const found = new Set<string>();
  const last = new Map<string, number>();
  const disordered: string[] = [];
  const doubled: string[] = [];
  for (const inform of log) {
    const { deviceId, mark, eventId } = inform;
    const name = nameOf(inform);
    if (eventIds.has(eventId)) continue;
    eventIds.add(eventId);
    if (found.has(name)) doubled.push(name);
    found.add(name);
    if (!wereAnswered.has(name)) continue;
    if (mark < (last.get(deviceId) ?? 0)) disordered.push(name);
    else last.set(deviceId, mark);
  }
  return {
    lost: [...wereAnswered].filter((name) => !found.has(name)),
    disordered,
    doubled,
    repeated: log.length - eventIds.size,
    unanswered: [...found].filter((name) => !wereAnswered.has(name)).length,
  };
}

function nameOf({ deviceId, mark }: MarkedInform): string {
  return `${deviceId}#${mark}`;
}
