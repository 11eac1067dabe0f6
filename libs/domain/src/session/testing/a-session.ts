import type { DeviceId } from '../../device/device-id.ts';
import type { InFlight, Session } from '../session.ts';

export const NOW_MS = Date.UTC(2026, 0, 1);

/** An open session right after its Inform, which came on connection `c1`. */
export function aSession(overrides: Partial<Session> = {}): Session {
  return {
    id: 'abcdefghijklmnopqrstuv',
    deviceId: '00A0B1-Router-1' as DeviceId,
    gateway: 'gateway-1',
    fence: 1,
    revision: 1,
    phase: 'open',
    version: '1.2',
    namespace: 'urn:dslforum-org:cwmp-1-2',
    holdRequests: false,
    settled: false,
    lastPosition: 1,
    lastRequestHash: '',
    lastReply: { kind: 'envelope', envelope: INFORM_RESPONSE },
    connection: 'c1',
    openedAtMs: NOW_MS,
    touchedAtMs: NOW_MS,
    timeoutMs: 30_000,
    rpcs: 0,
    ...overrides,
  };
}

const INFORM_RESPONSE = {
  namespace: 'urn:dslforum-org:cwmp-1-2',
  id: 'inform',
  body: { kind: 'message', message: { method: 'InformResponse', maxEnvelopes: 1 } },
} as const;

export function anRpc(overrides: Partial<InFlight> = {}): InFlight {
  return {
    commandId: 'command-1',
    step: 3,
    request: { method: 'GetParameterValues', parameterNames: ['Device.'] },
    idempotent: true,
    rpcId: 'abcdefghijkl.1',
    sentAtMs: NOW_MS,
    ...overrides,
  };
}

/** As it is after the RPC went out on connection `c1`. */
export function aSessionWithRpc(rpc: Partial<InFlight> = {}, overrides: Partial<Session> = {}): Session {
  return aSession({ inFlight: anRpc(rpc), sentTo: 'c1', rpcs: 1, lastReply: { kind: 'inFlight' }, ...overrides });
}
