/** An event that was acknowledged: the sequence counts the events of its device. */
export interface Acknowledged {
  readonly id: string;
  readonly deviceId: string;
  readonly sequence: number;
  /** Where it is said to be; left out where that does not matter. */
  readonly position?: number;
}

/** An event that was found. */
export interface Found {
  readonly id: string;
  readonly deviceId: string;
  readonly position: number;
}

export interface DeliveryReport {
  /** Acknowledged, and nowhere. */
  readonly lost: readonly string[];
  /** Acknowledged for a position where something else is. */
  readonly misplaced: readonly string[];
  /** Found after an event of the device that was published later. */
  readonly disordered: readonly string[];
  /** Found again, as is allowed: the id is the same. */
  readonly repeated: number;
}

/** Compares what was acknowledged with what was found, in the order in which it was found. */
export function checkDelivery(acknowledged: readonly Acknowledged[], found: readonly Found[]): DeliveryReport {
  const sequences = new Map(acknowledged.map(({ id, sequence }) => [id, sequence]));
  const seen = new Map<string, number[]>();
  const last = new Map<string, number>();
  const disordered: string[] = [];
  for (const { id, deviceId, position } of found) {
    const positions = seen.get(id);
    if (positions !== undefined) {
      positions.push(position);
      continue;
    }
    seen.set(id, [position]);
    const sequence = sequences.get(id);
    if (sequence === undefined) continue;
    if (sequence < (last.get(deviceId) ?? 0)) disordered.push(id);
    else last.set(deviceId, sequence);
  }
  const isThere = ({ id, position }: Acknowledged) =>
    position === undefined || seen.get(id)?.includes(position) !== false;
  return {
    lost: acknowledged.filter(({ id }) => !seen.has(id)).map(({ id }) => id),
    misplaced: acknowledged.filter((event) => !isThere(event)).map(({ id }) => id),
    disordered,
    repeated: found.length - seen.size,
  };
}
