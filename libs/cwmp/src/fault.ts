/** One refused parameter inside a SetParameterValues fault (TR-069 A.3.2.1). */
export interface ParameterFault {
  readonly parameterName: string;
  readonly faultCode: number;
  readonly faultString: string;
}

/** A fault sent by the CPE (9xxx), word for word. `faultCode` is 0 when the CPE sent a plain SOAP fault without one. */
export interface CpeFault {
  readonly faultCode: number;
  readonly faultString: string;
  readonly parameterFaults: readonly ParameterFault[];
}

/** A fault sent by the ACS (8000–8006). */
export interface AcsFault {
  readonly faultCode: AcsFaultCode;
  readonly faultString: string;
}

/** FaultStruct of TransferComplete and DU results: `faultCode` 0 means success. */
export interface FaultStruct {
  readonly faultCode: number;
  readonly faultString: string;
}

/** ACS fault codes (TR-069 A.5.2). */
export const ACS_FAULT = {
  methodNotSupported: 8000,
  requestDenied: 8001,
  internalError: 8002,
  invalidArguments: 8003,
  resourcesExceeded: 8004,
  retryRequest: 8005,
  versionIncompatible: 8006,
} as const;
export type AcsFaultCode = (typeof ACS_FAULT)[keyof typeof ACS_FAULT];

/** CPE fault codes (TR-069 A.5.1). */
export const CPE_FAULT = {
  methodNotSupported: 9000,
  requestDenied: 9001,
  internalError: 9002,
  invalidArguments: 9003,
  resourcesExceeded: 9004,
  invalidParameterName: 9005,
  invalidParameterType: 9006,
  invalidParameterValue: 9007,
  nonWritableParameter: 9008,
  notificationRejected: 9009,
  fileTransferFailure: 9010,
  uploadFailure: 9011,
  fileTransferAuthenticationFailure: 9012,
  unsupportedTransferProtocol: 9013,
  cannotJoinMulticastGroup: 9014,
  cannotContactFileServer: 9015,
  cannotAccessFile: 9016,
  cannotCompleteDownload: 9017,
  fileCorrupted: 9018,
  fileAuthenticationFailure: 9019,
  cannotCompleteInTimeWindows: 9020,
  cancelNotPermitted: 9021,
  invalidUuid: 9022,
  unknownExecutionEnvironment: 9023,
  disabledExecutionEnvironment: 9024,
  executionEnvironmentMismatch: 9025,
  duplicateDeploymentUnit: 9026,
  systemResourcesExceeded: 9027,
  unknownDeploymentUnit: 9028,
  invalidDeploymentUnitState: 9029,
  downgradeNotPermitted: 9030,
  versionNotSpecified: 9031,
  versionExists: 9032,
} as const;
