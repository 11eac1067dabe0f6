import type { AcsRequest, AcsResponse, CpeRequest, CpeResponse } from './message.ts';
import { addObject } from './rpc/add-object.ts';
import { autonomousDuStateChangeComplete } from './rpc/autonomous-du-state-change-complete.ts';
import { autonomousTransferComplete } from './rpc/autonomous-transfer-complete.ts';
import { cancelTransfer } from './rpc/cancel-transfer.ts';
import { changeDuState } from './rpc/change-du-state.ts';
import { deleteObject } from './rpc/delete-object.ts';
import { download } from './rpc/download.ts';
import { duStateChangeComplete } from './rpc/du-state-change-complete.ts';
import { factoryReset } from './rpc/factory-reset.ts';
import { getAllQueuedTransfers } from './rpc/get-all-queued-transfers.ts';
import { getOptions } from './rpc/get-options.ts';
import { getParameterAttributes } from './rpc/get-parameter-attributes.ts';
import { getParameterNames } from './rpc/get-parameter-names.ts';
import { getParameterValues } from './rpc/get-parameter-values.ts';
import { getQueuedTransfers } from './rpc/get-queued-transfers.ts';
import { getRpcMethods } from './rpc/get-rpc-methods.ts';
import { inform } from './rpc/inform.ts';
import { kicked } from './rpc/kicked.ts';
import { reboot } from './rpc/reboot.ts';
import { requestDownload } from './rpc/request-download.ts';
import { scheduleDownload } from './rpc/schedule-download.ts';
import { scheduleInform } from './rpc/schedule-inform.ts';
import { setParameterAttributes } from './rpc/set-parameter-attributes.ts';
import { setParameterValues } from './rpc/set-parameter-values.ts';
import { setVouchers } from './rpc/set-vouchers.ts';
import { transferComplete } from './rpc/transfer-complete.ts';
import { upload } from './rpc/upload.ts';
import type { RpcCodec } from './rpc-codec.ts';
import type { CwmpVersion } from './version.ts';

/** Whether a side has to have the method (TR-069 Annex A, Table 1). Deprecated ones are optional. */
export type Requirement = 'required' | 'optional' | 'deprecated';

/** One RPC in one direction. */
export interface RpcEntry<
  Request extends { readonly method: string } = { readonly method: string },
  Response extends { readonly method: string } = { readonly method: string },
> {
  readonly codec: RpcCodec<Request, Response>;
  /** The first CWMP version that has it. */
  readonly since: CwmpVersion;
  readonly cpe: Requirement;
  readonly acs: Requirement;
}

/** What the ACS calls on a CPE. */
export const ACS_TO_CPE: readonly RpcEntry<AcsRequest, CpeResponse>[] = [
  { codec: getRpcMethods, since: '1.0', cpe: 'required', acs: 'optional' },
  { codec: setParameterValues, since: '1.0', cpe: 'required', acs: 'required' },
  { codec: getParameterValues, since: '1.0', cpe: 'required', acs: 'required' },
  { codec: getParameterNames, since: '1.0', cpe: 'required', acs: 'required' },
  { codec: setParameterAttributes, since: '1.0', cpe: 'required', acs: 'optional' },
  { codec: getParameterAttributes, since: '1.0', cpe: 'required', acs: 'optional' },
  { codec: addObject, since: '1.0', cpe: 'required', acs: 'optional' },
  { codec: deleteObject, since: '1.0', cpe: 'required', acs: 'optional' },
  { codec: reboot, since: '1.0', cpe: 'required', acs: 'optional' },
  { codec: download, since: '1.0', cpe: 'required', acs: 'required' },
  { codec: upload, since: '1.0', cpe: 'optional', acs: 'optional' },
  { codec: factoryReset, since: '1.0', cpe: 'optional', acs: 'optional' },
  { codec: scheduleInform, since: '1.0', cpe: 'optional', acs: 'optional' },
  { codec: getQueuedTransfers, since: '1.0', cpe: 'deprecated', acs: 'deprecated' },
  { codec: getAllQueuedTransfers, since: '1.1', cpe: 'optional', acs: 'optional' },
  { codec: scheduleDownload, since: '1.2', cpe: 'optional', acs: 'optional' },
  { codec: cancelTransfer, since: '1.2', cpe: 'optional', acs: 'optional' },
  { codec: changeDuState, since: '1.2', cpe: 'optional', acs: 'optional' },
  { codec: setVouchers, since: '1.0', cpe: 'deprecated', acs: 'deprecated' },
  { codec: getOptions, since: '1.0', cpe: 'deprecated', acs: 'deprecated' },
];

/** What a CPE calls on the ACS. */
export const CPE_TO_ACS: readonly RpcEntry<CpeRequest, AcsResponse>[] = [
  { codec: getRpcMethods, since: '1.0', cpe: 'optional', acs: 'required' },
  { codec: inform, since: '1.0', cpe: 'required', acs: 'required' },
  { codec: transferComplete, since: '1.0', cpe: 'required', acs: 'required' },
  { codec: autonomousTransferComplete, since: '1.1', cpe: 'optional', acs: 'required' },
  // Required of an ACS that uses ChangeDUState, which this one does.
  { codec: duStateChangeComplete, since: '1.2', cpe: 'optional', acs: 'required' },
  { codec: autonomousDuStateChangeComplete, since: '1.2', cpe: 'optional', acs: 'optional' },
  { codec: requestDownload, since: '1.0', cpe: 'optional', acs: 'optional' },
  { codec: kicked, since: '1.0', cpe: 'deprecated', acs: 'deprecated' },
];

// Names come from the network: Map, never an object, so that `constructor` or `__proto__` find nothing.
const ACS_BY_METHOD = new Map<string, RpcEntry<AcsRequest, CpeResponse>>();
const ACS_BY_RESPONSE = new Map<string, RpcEntry<AcsRequest, CpeResponse>>();
for (const entry of ACS_TO_CPE) {
  ACS_BY_METHOD.set(entry.codec.method, entry);
  ACS_BY_RESPONSE.set(`${entry.codec.method}Response`, entry);
}
const CPE_BY_METHOD = new Map<string, RpcEntry<CpeRequest, AcsResponse>>();
const CPE_BY_RESPONSE = new Map<string, RpcEntry<CpeRequest, AcsResponse>>();
for (const entry of CPE_TO_ACS) {
  CPE_BY_METHOD.set(entry.codec.method, entry);
  CPE_BY_RESPONSE.set(`${entry.codec.method}Response`, entry);
}

/** The RPC the ACS calls by this method name. */
export function acsRpc(method: string): RpcEntry<AcsRequest, CpeResponse> | undefined {
  return ACS_BY_METHOD.get(method);
}

/** The RPC of the ACS that a CPE answers by this response name (`RebootResponse`). */
export function acsRpcOfResponse(name: string): RpcEntry<AcsRequest, CpeResponse> | undefined {
  return ACS_BY_RESPONSE.get(name);
}

/** The RPC a CPE calls by this method name. */
export function cpeRpc(method: string): RpcEntry<CpeRequest, AcsResponse> | undefined {
  return CPE_BY_METHOD.get(method);
}

/** The RPC of a CPE that the ACS answers by this response name (`InformResponse`). */
export function cpeRpcOfResponse(name: string): RpcEntry<CpeRequest, AcsResponse> | undefined {
  return CPE_BY_RESPONSE.get(name);
}
