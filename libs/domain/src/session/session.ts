import type { AcsEnvelope, AcsRequest, CwmpNamespace, CwmpVersion } from '#libs/cwmp';
import type { Proof } from '../access/device-access.ts';
import type { DeviceId } from '../device/device-id.ts';

/** One RPC that provisioning has made ready for a device; the gateway sends it as it is. */
export interface ReadyCommand {
  readonly commandId: string;
  /** Which RPC of the command: echoed with the answer, so that a stale answer is recognised. */
  readonly step: number;
  readonly request: AcsRequest;
  /**
   * False: executing it twice does harm (AddObject, Download, Reboot, FactoryReset …). That it is about to be sent is
   * then made durable before it is.
   */
  readonly idempotent: boolean;
}

export interface InFlight extends ReadyCommand {
  /** cwmp:ID of the request. */
  readonly rpcId: string;
  /** Milliseconds since the epoch. */
  readonly sentAtMs: number;
}

/** What the last POST was answered with, so that it can be answered again. */
export type Reply =
  | { readonly kind: 'empty' }
  | { readonly kind: 'envelope'; readonly envelope: AcsEnvelope }
  /** The request that is in flight. */
  | { readonly kind: 'inFlight' };

/**
 * The session in flight: a small cursor, never the device tree. It lives in the `SessionStore`, survives the death of
 * its gateway and of its TCP connection, and is lost without harm (the CPE opens the next one).
 */
export interface Session {
  /** Made by `sessionIdFor`; the cookie's value. */
  readonly id: string;
  readonly deviceId: DeviceId;
  /** The gateway instance that is signalled when provisioning has decided. */
  readonly gateway: string;
  /** Grows with every session of the device: an older session loses against a newer one. */
  readonly fence: number;
  /** Grows with every save: of two turns at once, one wins. */
  readonly revision: number;
  /** `ended`: 204 was sent; kept for a short grace, in which requests of the CPE are still acknowledged. */
  readonly phase: 'open' | 'ended';
  readonly version: CwmpVersion;
  readonly namespace: CwmpNamespace;
  readonly holdRequests: boolean;
  /** It proved a login only that other devices have, too: it is sent nothing but a login of its own (`mayGoToConfined`). */
  readonly confined?: true;
  /** What its Inform proved; absent where that was nothing. */
  readonly proved?: Exclude<Proof, 'none'>;
  /** Of whoever opened it, as `networkOf` has it. */
  readonly network?: string;
  /** Nothing to do, nothing changed: the session does not wait for a decision. */
  readonly settled: boolean;
  /** Position of the last event of this session; provisioning must have decided up to here before a 204. */
  readonly lastPosition: number;
  readonly inFlight?: InFlight;
  /** The TCP connection the request in flight was sent to; a connection's name is unique over all gateways. */
  readonly sentTo?: string;
  /** The request in flight was sent a second time, here, because the first may have been lost. */
  readonly resentTo?: string;
  readonly lastRequestHash: string;
  readonly lastReply: Reply;
  /** The TCP connection of the last POST. */
  readonly connection: string;
  readonly openedAtMs: number;
  readonly touchedAtMs: number;
  readonly timeoutMs: number;
  /** RPCs sent so far. */
  readonly rpcs: number;
}

/** Says that a device needs nothing as long as its Inform looks just so. */
export interface SettledMark {
  /** Of the stable Inform parameters, ParameterKey included. */
  readonly fingerprint: string;
  /** The desired epoch under which it converged. */
  readonly epoch: number;
}
