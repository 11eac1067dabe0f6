import type { CpeMethod } from '#libs/cwmp';

/** When a CPE forgets an event (TR-069 §3.7.1.5, Table 8). */
export interface EventRule {
  /** The ACS has got it with the response to this method. */
  readonly deliveredBy: CpeMethod;
  /** Kept over a reboot. */
  readonly survivesReboot: boolean;
  /** Sent again when the session failed before it was delivered. */
  readonly isRetried: boolean;
}

const inform = { deliveredBy: 'Inform', isRetried: true } as const;
const forEver = { ...inform, survivesReboot: true } as const;
const untilReboot = { ...inform, survivesReboot: false } as const;

const RULES: Readonly<Record<string, EventRule>> = {
  '0 BOOTSTRAP': forEver,
  '1 BOOT': untilReboot,
  '2 PERIODIC': forEver,
  '3 SCHEDULED': forEver,
  '4 VALUE CHANGE': untilReboot,
  '5 KICKED': untilReboot,
  '6 CONNECTION REQUEST': { deliveredBy: 'Inform', survivesReboot: false, isRetried: false },
  '7 TRANSFER COMPLETE': { ...forEver, deliveredBy: 'TransferComplete' },
  '8 DIAGNOSTICS COMPLETE': untilReboot,
  '9 REQUEST DOWNLOAD': { ...untilReboot, deliveredBy: 'RequestDownload' },
  '10 AUTONOMOUS TRANSFER COMPLETE': { ...forEver, deliveredBy: 'AutonomousTransferComplete' },
  '11 DU STATE CHANGE COMPLETE': { ...forEver, deliveredBy: 'DUStateChangeComplete' },
  '12 AUTONOMOUS DU STATE CHANGE COMPLETE': { ...forEver, deliveredBy: 'AutonomousDUStateChangeComplete' },
  '13 WAKEUP': untilReboot,
  // Annex O: a heartbeat says "alive now", which a later session says as well.
  '14 HEARTBEAT': { deliveredBy: 'Inform', survivesReboot: false, isRetried: false },
  'M Reboot': untilReboot,
  'M ScheduleInform': forEver,
  'M Download': { ...forEver, deliveredBy: 'TransferComplete' },
  'M ScheduleDownload': { ...forEver, deliveredBy: 'TransferComplete' },
  'M Upload': { ...forEver, deliveredBy: 'TransferComplete' },
  'M ChangeDUState': { ...forEver, deliveredBy: 'DUStateChangeComplete' },
};

/** The rule of an event code; vendor events are treated like a value change. */
export const eventRule = (eventCode: string): EventRule => RULES[eventCode] ?? untilReboot;

/** `M` events are told one by one with their CommandKey, all others once, however often they happened. */
export const isMultiple = (eventCode: string): boolean => eventCode.startsWith('M ');
