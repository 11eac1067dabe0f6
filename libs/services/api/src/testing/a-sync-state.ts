import type { Finding, SyncState } from '#libs/domain';

const SINCE = '2026-01-02T00:00:00.000Z';

export function aFinding(subject: string, change: Partial<Finding> = {}): Finding {
  return {
    subject,
    condition: 'Degraded',
    reason: 'Refused',
    desired: 'home',
    reported: 'factory',
    detail: 'The CPE refused it with fault 9007.',
    source: { profile: 'home', revision: 2, pointer: '/entries/0' },
    since: SINCE,
    ...change,
  };
}

/** Of a device that one thing was refused by. */
export function aSyncState(change: Partial<SyncState> = {}): SyncState {
  return {
    generation: 3,
    stamp: 'stamp',
    profiles: ['home@2'],
    conditions: [{ type: 'Degraded', reason: 'Refused', message: 'One value was refused.', since: SINCE }],
    findings: [aFinding('Device.WiFi.SSID.1.SSID')],
    differing: 1,
    differingFrom: ['home@2'],
    rows: {},
    written: {},
    seeded: {},
    troubles: {},
    pending: {},
    budget: { day: '2026-01-02', changes: 1, deletes: 0, reboots: 0 },
    rounds: { sessionId: 'session', plans: 1 },
    ...change,
  };
}
