import { randomBytes } from 'node:crypto';
import {
  type Command,
  type Device,
  type DeviceId,
  deviceIdOf,
  type NewEvent,
  type ReadyCommand,
  type RolloutId,
  type Session,
  type SyncState,
  sessionIdFor,
  UNKNOWN_DATA_MODEL,
} from '#libs/domain';

const NOW = '2026-01-01T00:00:00.000Z';
let lastNumber = 0;

/** Another one with each call, in every process. */
function unique(): string {
  return `${process.pid}_${Date.now().toString(36)}_${++lastNumber}`;
}

/** The id of a device that no other test uses. */
export function aDeviceId(serialNumber = unique()): DeviceId {
  return deviceIdOf({ manufacturer: 'Acme', oui: '00A0B1', productClass: 'Router', serialNumber }) as DeviceId;
}

/** A device that was never saved. */
export function aDevice(overrides: Partial<Device> = {}): Device {
  const serialNumber = unique();
  return {
    id: aDeviceId(serialNumber),
    revision: 0,
    identity: { manufacturer: 'Acme', oui: '00A0B1', productClass: 'Router', serialNumber },
    tags: [],
    dataModel: UNKNOWN_DATA_MODEL,
    cwmpVersion: '1.0',
    softwareVersion: '1.0.0',
    hardwareVersion: 'A',
    provisioningCode: '',
    parameterKey: '',
    connectionRequestUrl: 'http://192.0.2.1:7547/',
    aliasBasedAddressing: false,
    discovery: { state: 'none', parameters: 0, objects: 0, unreadable: 0 },
    rebootPending: false,
    attributes: {},
    parameterAttributes: [],
    conditions: [],
    registeredAt: NOW,
    lastInformAt: NOW,
    lastInform: {
      sessionId: '',
      gateway: 'gateway-1',
      eventCodes: [],
      eventsFingerprint: '',
      fingerprint: '',
      position: 0,
    },
    ...overrides,
  };
}

/** A sync state with paths for keys, as every one has. */
export function aSyncState(overrides: Partial<SyncState> = {}): SyncState {
  return {
    generation: 3,
    stamp: 'stamp',
    profiles: ['residential@2'],
    conditions: [{ type: 'Degraded', reason: 'Refused', message: 'One value was refused.', since: NOW }],
    findings: [
      {
        subject: 'Device.WiFi.SSID.1.SSID',
        condition: 'Degraded',
        reason: 'Refused',
        desired: 'home',
        reported: 'factory',
        detail: 'The CPE refused it with fault 9007.',
        source: { profile: 'residential', revision: 2, pointer: '/entries/0' },
        since: NOW,
      },
    ],
    differing: 1,
    differingFrom: ['residential@2'],
    rows: { 'Device.NAT.PortMapping./web': { instance: 3, owned: true } },
    written: { 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase': 'v1' },
    seeded: { 'Device.WiFi.SSID.1.SSID': 's1' },
    troubles: {
      'Device.WiFi.SSID.1.SSID': {
        wanted: 'w1',
        kind: 'refused',
        at: [NOW],
        fault: { code: 9007, text: 'no' },
        until: NOW,
      },
    },
    pending: { 'Device.WiFi.Radio.1.Channel': 'p1' },
    budget: { day: '2026-01-01', changes: 4, deletes: 1, reboots: 0 },
    rounds: { sessionId: 'session', plans: 2 },
    ...overrides,
  };
}

/** A queued reboot that was never saved. */
export function aCommand(overrides: Partial<Command> = {}): Command {
  const id = `command_${String(++lastNumber).padStart(10, '0')}_${unique()}`;
  return {
    id,
    deviceId: aDeviceId(),
    revision: 0,
    origin: 'operator',
    spec: { kind: 'reboot' },
    commandKey: id.slice(-32),
    state: 'queued',
    progress: {},
    attempts: 0,
    rpcs: 0,
    createdAt: NOW,
    deadlineAt: '2026-01-02T00:00:00.000Z',
    ...overrides,
  };
}

/** A session that was never opened. */
export function aSession(overrides: Partial<Session> = {}): Session {
  const { deviceId = aDeviceId() } = overrides;
  return {
    id: sessionIdFor(deviceId, randomBytes(16).toString('base64url')),
    deviceId,
    gateway: 'gateway-1',
    fence: 0,
    revision: 0,
    phase: 'open',
    version: '1.0',
    namespace: 'urn:dslforum-org:cwmp-1-0',
    holdRequests: false,
    settled: false,
    lastPosition: 0,
    lastRequestHash: '',
    lastReply: { kind: 'empty' },
    connection: 'gateway-1/1',
    openedAtMs: 1_000_000,
    touchedAtMs: 1_000_000,
    timeoutMs: 30_000,
    rpcs: 0,
    ...overrides,
  };
}

export function aReadyCommand(overrides: Partial<ReadyCommand> = {}): ReadyCommand {
  return {
    commandId: `command_${unique()}`,
    step: 1,
    request: { method: 'GetParameterValues', parameterNames: ['Device.DeviceInfo.UpTime'] },
    idempotent: true,
    ...overrides,
  };
}

const SOME_ROLLOUT = 'rollout001' as RolloutId;

/** Of one and the same rollout. */
export function aRolloutEvent(revision: number): NewEvent<'rollout.changed'> {
  const standing = { phase: 'running', since: NOW, by: 'anna', closedCells: [] } as const;
  return {
    id: `event_${unique()}`,
    type: 'rollout.changed',
    rollout: SOME_ROLLOUT,
    time: NOW,
    data: { name: 'spring', revision, ...standing },
  };
}

/** `device.booted`, since its data has room for any text: `commandKeys`. */
export function anEvent(overrides: Partial<NewEvent<'device.booted'>> = {}): NewEvent<'device.booted'> {
  const id = `event_${unique()}`;
  return {
    id,
    type: 'device.booted',
    deviceId: aDeviceId(),
    time: NOW,
    data: { sessionId: id, commandKeys: [] },
    ...overrides,
  };
}
