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

/** What each fault code of an ACS means (A.5.2): the FaultString to send when there is nothing better to say. */
export const ACS_FAULT_TEXT: Readonly<Record<AcsFaultCode, string>> = {
  8000: 'Method not supported',
  8001: 'Request denied',
  8002: 'Internal error',
  8003: 'Invalid arguments',
  8004: 'Resources exceeded',
  8005: 'Retry request',
  8006: 'ACS version incompatible with CPE',
};

/** What each fault code of a CPE means (A.5.1). A Map, since codes come from the network. */
export const CPE_FAULT_TEXT: ReadonlyMap<number, string> = new Map([
  [9000, 'Method not supported'],
  [9001, 'Request denied'],
  [9002, 'Internal error'],
  [9003, 'Invalid arguments'],
  [9004, 'Resources exceeded'],
  [9005, 'Invalid parameter name'],
  [9006, 'Invalid parameter type'],
  [9007, 'Invalid parameter value'],
  [9008, 'Attempt to set a non-writable parameter'],
  [9009, 'Notification request rejected'],
  [9010, 'File transfer failure'],
  [9011, 'Upload failure'],
  [9012, 'File transfer server authentication failure'],
  [9013, 'Unsupported protocol for file transfer'],
  [9014, 'File transfer failure: unable to join multicast group'],
  [9015, 'File transfer failure: unable to contact file server'],
  [9016, 'File transfer failure: unable to access file'],
  [9017, 'File transfer failure: unable to complete download'],
  [9018, 'File transfer failure: file corrupted or unusable'],
  [9019, 'File transfer failure: file authentication failure'],
  [9020, 'File transfer failure: unable to complete within the time windows'],
  [9021, 'Cancelation of file transfer not permitted in current transfer state'],
  [9022, 'Invalid UUID format'],
  [9023, 'Unknown execution environment'],
  [9024, 'Disabled execution environment'],
  [9025, 'Deployment unit to execution environment mismatch'],
  [9026, 'Duplicate deployment unit'],
  [9027, 'System resources exceeded'],
  [9028, 'Unknown deployment unit'],
  [9029, 'Invalid deployment unit state'],
  [9030, 'Invalid deployment unit update: downgrade not permitted'],
  [9031, 'Invalid deployment unit update: version not specified'],
  [9032, 'Invalid deployment unit update: version already exists'],
]);
