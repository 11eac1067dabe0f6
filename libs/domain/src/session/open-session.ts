import type { AcsEnvelope, CwmpNamespace, CwmpVersion } from '#libs/cwmp';
import type { Proof } from '../access/device-access.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { Session } from './session.ts';

export interface Opening {
  /** Fresh random text: it becomes the cookie. */
  readonly sessionId: string;
  readonly deviceId: DeviceId;
  readonly gateway: string;
  readonly connection: string;
  readonly namespace: CwmpNamespace;
  readonly version: CwmpVersion;
  /** Set when the CPE listed its versions: it is told which one to use (TR-069 §3.7.2.4, CWMP 1.4). */
  readonly useVersion?: CwmpVersion;
  readonly informId?: string;
  readonly holdRequests: boolean;
  readonly confined?: true;
  readonly proved?: Exclude<Proof, 'none'>;
  readonly network?: string;
  readonly nowMs: number;
  readonly timeoutMs: number;
}

/** A session right after its Inform, and the InformResponse. The store gives it its fence. */
export function openSession(opening: Opening): { readonly session: Session; readonly response: AcsEnvelope } {
  const response: AcsEnvelope = {
    namespace: opening.namespace,
    ...(opening.informId === undefined ? {} : { id: opening.informId }),
    ...(opening.holdRequests ? { holdRequests: true } : {}),
    ...(opening.useVersion === undefined ? {} : { useVersion: opening.useVersion }),
    body: { kind: 'message', message: { method: 'InformResponse', maxEnvelopes: 1 } },
  };
  const session: Session = {
    id: opening.sessionId,
    deviceId: opening.deviceId,
    gateway: opening.gateway,
    fence: 0,
    revision: 0,
    phase: 'open',
    version: opening.version,
    namespace: opening.namespace,
    holdRequests: opening.holdRequests,
    ...(opening.confined && { confined: true }),
    ...(opening.proved && { proved: opening.proved }),
    ...(opening.network === undefined ? {} : { network: opening.network }),
    settled: false,
    lastPosition: 0,
    lastRequestHash: '',
    lastReply: { kind: 'empty' },
    connection: opening.connection,
    openedAtMs: opening.nowMs,
    touchedAtMs: opening.nowMs,
    timeoutMs: opening.timeoutMs,
    rpcs: 0,
  };
  return { session, response };
}
