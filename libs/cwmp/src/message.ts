import type { AddObject, AddObjectResponse } from './rpc/add-object.ts';
import type {
  AutonomousDuStateChangeComplete,
  AutonomousDuStateChangeCompleteResponse,
} from './rpc/autonomous-du-state-change-complete.ts';
import type {
  AutonomousTransferComplete,
  AutonomousTransferCompleteResponse,
} from './rpc/autonomous-transfer-complete.ts';
import type { CancelTransfer, CancelTransferResponse } from './rpc/cancel-transfer.ts';
import type { ChangeDuState, ChangeDuStateResponse } from './rpc/change-du-state.ts';
import type { DeleteObject, DeleteObjectResponse } from './rpc/delete-object.ts';
import type { Download, DownloadResponse } from './rpc/download.ts';
import type { DuStateChangeComplete, DuStateChangeCompleteResponse } from './rpc/du-state-change-complete.ts';
import type { FactoryReset, FactoryResetResponse } from './rpc/factory-reset.ts';
import type { GetAllQueuedTransfers, GetAllQueuedTransfersResponse } from './rpc/get-all-queued-transfers.ts';
import type { GetOptions, GetOptionsResponse } from './rpc/get-options.ts';
import type { GetParameterAttributes, GetParameterAttributesResponse } from './rpc/get-parameter-attributes.ts';
import type { GetParameterNames, GetParameterNamesResponse } from './rpc/get-parameter-names.ts';
import type { GetParameterValues, GetParameterValuesResponse } from './rpc/get-parameter-values.ts';
import type { GetQueuedTransfers, GetQueuedTransfersResponse } from './rpc/get-queued-transfers.ts';
import type { GetRpcMethods, GetRpcMethodsResponse } from './rpc/get-rpc-methods.ts';
import type { Inform, InformResponse } from './rpc/inform.ts';
import type { Kicked, KickedResponse } from './rpc/kicked.ts';
import type { Reboot, RebootResponse } from './rpc/reboot.ts';
import type { RequestDownload, RequestDownloadResponse } from './rpc/request-download.ts';
import type { ScheduleDownload, ScheduleDownloadResponse } from './rpc/schedule-download.ts';
import type { ScheduleInform, ScheduleInformResponse } from './rpc/schedule-inform.ts';
import type { SetParameterAttributes, SetParameterAttributesResponse } from './rpc/set-parameter-attributes.ts';
import type { SetParameterValues, SetParameterValuesResponse } from './rpc/set-parameter-values.ts';
import type { SetVouchers, SetVouchersResponse } from './rpc/set-vouchers.ts';
import type { TransferComplete, TransferCompleteResponse } from './rpc/transfer-complete.ts';
import type { Upload, UploadResponse } from './rpc/upload.ts';

/** A request the ACS sends to the CPE. */
export type AcsRequest =
  | GetRpcMethods
  | SetParameterValues
  | GetParameterValues
  | GetParameterNames
  | SetParameterAttributes
  | GetParameterAttributes
  | AddObject
  | DeleteObject
  | Reboot
  | Download
  | ScheduleDownload
  | Upload
  | FactoryReset
  | ScheduleInform
  | GetQueuedTransfers
  | GetAllQueuedTransfers
  | CancelTransfer
  | ChangeDuState
  | SetVouchers
  | GetOptions;

/** The CPE's answer to a request of the ACS. */
export type CpeResponse =
  | GetRpcMethodsResponse
  | SetParameterValuesResponse
  | GetParameterValuesResponse
  | GetParameterNamesResponse
  | SetParameterAttributesResponse
  | GetParameterAttributesResponse
  | AddObjectResponse
  | DeleteObjectResponse
  | RebootResponse
  | DownloadResponse
  | ScheduleDownloadResponse
  | UploadResponse
  | FactoryResetResponse
  | ScheduleInformResponse
  | GetQueuedTransfersResponse
  | GetAllQueuedTransfersResponse
  | CancelTransferResponse
  | ChangeDuStateResponse
  | SetVouchersResponse
  | GetOptionsResponse;

/** A request the CPE sends to the ACS. */
export type CpeRequest =
  | GetRpcMethods
  | Inform
  | TransferComplete
  | AutonomousTransferComplete
  | DuStateChangeComplete
  | AutonomousDuStateChangeComplete
  | RequestDownload
  | Kicked;

/** The ACS's answer to a request of the CPE. */
export type AcsResponse =
  | GetRpcMethodsResponse
  | InformResponse
  | TransferCompleteResponse
  | AutonomousTransferCompleteResponse
  | DuStateChangeCompleteResponse
  | AutonomousDuStateChangeCompleteResponse
  | RequestDownloadResponse
  | KickedResponse;

export type AcsMethod = AcsRequest['method'];
export type CpeMethod = CpeRequest['method'];

/** Everything a CPE may put into a Body. `UnknownRequest` is a method no version of CWMP has. */
export type CpeMessage = CpeRequest | CpeResponse;
export type AcsMessage = AcsRequest | AcsResponse;
