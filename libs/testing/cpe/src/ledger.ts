import type { AcsRequest, InformEvent } from '#libs/cwmp';

/** An RPC of the ACS the CPE has executed or refused. */
export interface ExecutedRpc {
  readonly session: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: AcsRequest['method'];
  readonly request: AcsRequest;
  /** The CommandKey, or the ParameterKey of a write; empty if the RPC has none. */
  readonly key: string;
  /** Fault code it was refused with; 0 if it was executed. */
  readonly faultCode: number;
}

/** An Inform the ACS has acknowledged: it must not get lost any more. */
export interface AcknowledgedInform {
  readonly session: number;
  readonly at: number;
  readonly events: readonly InformEvent[];
}

/** What has happened between a CPE and its ACS, from the CPE's point of view. Tests compare it with what the ACS believes. */
export class Ledger {
  readonly rpcs: ExecutedRpc[] = [];
  readonly informs: AcknowledgedInform[] = [];

  /** What was executed (not refused) of one method. */
  executed(method: AcsRequest['method']): readonly ExecutedRpc[] {
    return this.rpcs.filter((rpc) => rpc.method === method && rpc.faultCode === 0);
  }
}

export function keyOf(request: AcsRequest): string {
  if ('commandKey' in request) return request.commandKey;
  return 'parameterKey' in request ? request.parameterKey : '';
}
