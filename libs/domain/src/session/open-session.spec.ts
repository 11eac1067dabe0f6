import type { DeviceId } from '../device/device-id.ts';
import { type Opening, openSession } from './open-session.ts';

const OPENING: Opening = {
  sessionId: 'cookie',
  deviceId: '00A0B1-1' as DeviceId,
  gateway: 'gateway-1',
  connection: 'c1',
  namespace: 'urn:dslforum-org:cwmp-1-0',
  version: '1.0',
  informId: ' Id é ',
  holdRequests: false,
  nowMs: 1_000,
  timeoutMs: 30_000,
};

test('the Inform is answered in its namespace, with its ID word for word (cases 2, 11, 21)', () => {
  expect(openSession(OPENING).response).toEqual({
    namespace: 'urn:dslforum-org:cwmp-1-0',
    id: ' Id é ',
    body: { kind: 'message', message: { method: 'InformResponse', maxEnvelopes: 1 } },
  });
});

test('without an ID it is answered without (case 20)', () => {
  const { informId: _, ...withoutId } = OPENING;
  expect(openSession(withoutId).response).not.toHaveProperty('id');
});

test('UseCWMPVersion is sent to a CPE that listed its versions, and to no other (cases 13, 15)', () => {
  expect(openSession({ ...OPENING, version: '1.4', useVersion: '1.4' }).response.useVersion).toBe('1.4');
  expect(openSession(OPENING).response).not.toHaveProperty('useVersion');
});

test('HoldRequests is sent when the ACS holds requests (case 112)', () => {
  expect(openSession({ ...OPENING, holdRequests: true }).response.holdRequests).toBe(true);
  expect(openSession(OPENING).response).not.toHaveProperty('holdRequests');
});

test('the session is open, knows nothing in flight and counts from now', () => {
  const { session } = openSession(OPENING);
  expect(session).toMatchObject({
    id: 'cookie',
    deviceId: '00A0B1-1',
    gateway: 'gateway-1',
    connection: 'c1',
    phase: 'open',
    settled: false,
    rpcs: 0,
    openedAtMs: 1_000,
    touchedAtMs: 1_000,
    timeoutMs: 30_000,
  });
  expect(session).not.toHaveProperty('inFlight');
});
