/** Inform event codes exactly as they stand on the wire (TR-069 §3.7.1.5, Table 8). */
export const EVENT = {
  bootstrap: '0 BOOTSTRAP',
  boot: '1 BOOT',
  periodic: '2 PERIODIC',
  scheduled: '3 SCHEDULED',
  valueChange: '4 VALUE CHANGE',
  kicked: '5 KICKED',
  connectionRequest: '6 CONNECTION REQUEST',
  transferComplete: '7 TRANSFER COMPLETE',
  diagnosticsComplete: '8 DIAGNOSTICS COMPLETE',
  requestDownload: '9 REQUEST DOWNLOAD',
  autonomousTransferComplete: '10 AUTONOMOUS TRANSFER COMPLETE',
  duStateChangeComplete: '11 DU STATE CHANGE COMPLETE',
  autonomousDuStateChangeComplete: '12 AUTONOMOUS DU STATE CHANGE COMPLETE',
  wakeup: '13 WAKEUP',
  heartbeat: '14 HEARTBEAT',
  mReboot: 'M Reboot',
  mScheduleInform: 'M ScheduleInform',
  mDownload: 'M Download',
  mScheduleDownload: 'M ScheduleDownload',
  mUpload: 'M Upload',
  mChangeDuState: 'M ChangeDUState',
} as const;

/** EventStruct: unknown and vendor codes are kept as they came, so `eventCode` is any text. */
export interface InformEvent {
  readonly eventCode: string;
  readonly commandKey: string;
}

const KNOWN_EVENTS: ReadonlySet<string> = new Set(Object.values(EVENT));

/** Whether TR-069 defines the code; vendor codes (`X …`, `M X_…`) and later ones are not known, but legal. */
export function isKnownEvent(code: string): boolean {
  return KNOWN_EVENTS.has(code);
}

/** The number a code begins with (`4 VALUE CHANGE` → 4); undefined for `M …` and `X …`. */
export function eventNumber(code: string): number | undefined {
  const digits = /^(\d{1,4})(?: |$)/.exec(code)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
