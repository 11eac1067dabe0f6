/** What kind of thing a fault of a Download or a transfer is (TR-069 A.5.1). */
export const FAULT_CLASSES = [
  /** It may work the next time. */
  'transient',
  /** The CPE could not reach the file server: says nothing about the image. */
  'network',
  /** The file server refused: our token, our clock, our file. */
  'ours',
  /** The CPE can't do it at all. */
  'capability',
  /** The image itself is wrong: it would fail on every device. */
  'image',
  /** Not in the windows it was given. */
  'schedule',
  /** The transfer can't be cancelled any more. */
  'state',
  /** The CPE is short of something, or in trouble. */
  'device',
  /** What was sent was wrong. */
  'request',
  /** A vendor's own, 9800 to 9899. */
  'vendor',
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

const CLASSES: Readonly<Record<number, FaultClass>> = {
  9000: 'capability',
  9001: 'device',
  9002: 'device',
  9003: 'request',
  9004: 'device',
  9010: 'transient',
  9012: 'ours',
  9013: 'capability',
  9014: 'transient',
  9015: 'network',
  9016: 'ours',
  9017: 'transient',
  9018: 'image',
  9019: 'image',
  9020: 'schedule',
  9021: 'state',
};

/** Codes that no table knows, a plain SOAP fault (0) among them, are taken for a device in trouble. */
export function faultClassOf(code: number): FaultClass {
  return CLASSES[code] ?? (code >= 9800 && code <= 9899 ? 'vendor' : 'device');
}

/** How often, and after what time, a class is tried again; `afterMinutes` doubles with every time. */
export interface RetryRule {
  readonly times: number;
  readonly afterMinutes: number;
}

export type RetryRules = Readonly<Partial<Record<FaultClass, RetryRule>>>;

export const DEFAULT_RETRIES: Readonly<Record<FaultClass, RetryRule>> = {
  transient: { times: 3, afterMinutes: 15 },
  network: { times: 3, afterMinutes: 15 },
  ours: { times: 1, afterMinutes: 0 },
  capability: { times: 0, afterMinutes: 0 },
  image: { times: 0, afterMinutes: 0 },
  // In every window that is left: one that was too short says nothing of the device or the image.
  schedule: { times: Number.POSITIVE_INFINITY, afterMinutes: 0 },
  state: { times: 0, afterMinutes: 0 },
  device: { times: 3, afterMinutes: 60 },
  request: { times: 0, afterMinutes: 0 },
  vendor: { times: 1, afterMinutes: 15 },
};

/** The longest between two tries. */
const MAX_WAIT_MS = 24 * 3_600_000;
/** More than a day, whatever it began with. */
const MOST_DOUBLED = 11;

/**
 * Milliseconds to wait before the next try of a class that was tried `tried` times again already; undefined when it is not
 * tried any more; `schedule` always is. `share` (0 to 1, of the device) spreads devices that failed together by ± 20 %.
 */
export function retryAfterMs(
  faultClass: FaultClass,
  tried: number,
  rules: RetryRules,
  share: number,
): number | undefined {
  const { times, afterMinutes } = rules[faultClass] ?? DEFAULT_RETRIES[faultClass];
  if (faultClass !== 'schedule' && tried >= times) return undefined;
  const wait = Math.min(afterMinutes * 60_000 * 2 ** Math.min(tried, MOST_DOUBLED), MAX_WAIT_MS);
  return Math.round(wait * (0.8 + 0.4 * share));
}

/** Whether a failure of the class says something about the image, and not about the way to it. */
export function blamesImage(faultClass: FaultClass): boolean {
  return faultClass !== 'network' && faultClass !== 'ours' && faultClass !== 'schedule';
}
