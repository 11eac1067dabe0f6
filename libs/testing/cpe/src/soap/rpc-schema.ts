import type { AcsRequest, AcsResponse } from '#libs/cwmp';

/** What an argument holds. */
export type ArgumentKind =
  | { readonly is: 'string'; readonly maxLength: number }
  | { readonly is: 'int' | 'unsignedInt' | 'boolean' | 'base64' }
  /** The Value of a ParameterValueStruct: its type stands in `xsi:type`. */
  | { readonly is: 'anySimpleType' }
  | { readonly is: 'struct'; readonly members: readonly Argument[] }
  | {
      readonly is: 'array';
      readonly item: string;
      readonly itemType: string;
      readonly of: ArgumentKind;
      readonly min: number;
    }
  /** OperationStruct is abstract: the member's `xsi:type` says which of these it is. */
  | { readonly is: 'operations' };

/** One argument of an RPC: its element name, and the name the typed message gives it. */
export interface Argument {
  readonly element: string;
  readonly key: string;
  readonly kind: ArgumentKind;
}

const UNBOUNDED = Number.POSITIVE_INFINITY;
const text = (element: string, key: string, maxLength = UNBOUNDED): Argument => ({
  element,
  key,
  kind: { is: 'string', maxLength },
});
const scalar = (element: string, key: string, is: 'int' | 'unsignedInt' | 'boolean'): Argument => ({
  element,
  key,
  kind: { is },
});
const list = (element: string, key: string, item: string, members: readonly Argument[], min = 0): Argument => ({
  element,
  key,
  kind: { is: 'array', item, itemType: `cwmp:${item}`, of: { is: 'struct', members }, min },
});
const strings = (element: string, key: string, maxLength: number, min = 0): Argument => ({
  element,
  key,
  kind: { is: 'array', item: 'string', itemType: 'xsd:string', of: { is: 'string', maxLength }, min },
});

const commandKey = text('CommandKey', 'commandKey', 32);
const parameterKey = text('ParameterKey', 'parameterKey', 32);
const objectName = text('ObjectName', 'objectName', 256);
const login = [text('Username', 'username', 256), text('Password', 'password', 256)];
const parameterNames = strings('ParameterNames', 'parameterNames', 256, 1);
const delaySeconds = scalar('DelaySeconds', 'delaySeconds', 'unsignedInt');
const file = [commandKey, text('FileType', 'fileType', 64), text('URL', 'url', 256), ...login];
const target = [scalar('FileSize', 'fileSize', 'unsignedInt'), text('TargetFileName', 'targetFileName', 256)];

/** Arguments of what the ACS asks, in the order of the schema (TR-069 A.3.1, A.3.2, A.4.1). */
export const ACS_REQUESTS: Readonly<Record<AcsRequest['method'], readonly Argument[]>> = {
  GetRPCMethods: [],
  SetParameterValues: [
    list(
      'ParameterList',
      'parameterList',
      'ParameterValueStruct',
      [text('Name', 'name', 256), { element: 'Value', key: 'value', kind: { is: 'anySimpleType' } }],
      1,
    ),
    parameterKey,
  ],
  GetParameterValues: [parameterNames],
  GetParameterNames: [text('ParameterPath', 'parameterPath', 256), scalar('NextLevel', 'nextLevel', 'boolean')],
  SetParameterAttributes: [
    list(
      'ParameterList',
      'parameterList',
      'SetParameterAttributesStruct',
      [
        text('Name', 'name', 256),
        scalar('NotificationChange', 'notificationChange', 'boolean'),
        scalar('Notification', 'notification', 'int'),
        scalar('AccessListChange', 'accessListChange', 'boolean'),
        strings('AccessList', 'accessList', 64),
      ],
      1,
    ),
  ],
  GetParameterAttributes: [parameterNames],
  AddObject: [objectName, parameterKey],
  DeleteObject: [objectName, parameterKey],
  Reboot: [commandKey],
  Download: [
    ...file,
    ...target,
    delaySeconds,
    text('SuccessURL', 'successUrl', 256),
    text('FailureURL', 'failureUrl', 256),
  ],
  ScheduleDownload: [
    ...file,
    ...target,
    list(
      'TimeWindowList',
      'timeWindowList',
      'TimeWindowStruct',
      [
        scalar('WindowStart', 'windowStart', 'unsignedInt'),
        scalar('WindowEnd', 'windowEnd', 'unsignedInt'),
        text('WindowMode', 'windowMode', 64),
        text('UserMessage', 'userMessage', 256),
        scalar('MaxRetries', 'maxRetries', 'int'),
      ],
      1,
    ),
  ],
  Upload: [...file, delaySeconds],
  FactoryReset: [],
  ScheduleInform: [delaySeconds, commandKey],
  GetQueuedTransfers: [],
  GetAllQueuedTransfers: [],
  CancelTransfer: [commandKey],
  ChangeDUState: [{ element: 'Operations', key: 'operations', kind: { is: 'operations' } }, commandKey],
  SetVouchers: [
    {
      element: 'VoucherList',
      key: 'voucherList',
      kind: { is: 'array', item: 'base64', itemType: 'SOAP-ENC:base64', of: { is: 'base64' }, min: 1 },
    },
  ],
  GetOptions: [text('OptionName', 'optionName', 64)],
};

/** Arguments of what the ACS answers (TR-069 A.3.3, A.4.2). */
export const ACS_RESPONSES: Readonly<Record<AcsResponse['method'], readonly Argument[]>> = {
  InformResponse: [scalar('MaxEnvelopes', 'maxEnvelopes', 'unsignedInt')],
  TransferCompleteResponse: [],
  AutonomousTransferCompleteResponse: [],
  DUStateChangeCompleteResponse: [],
  AutonomousDUStateChangeCompleteResponse: [],
  RequestDownloadResponse: [],
  KickedResponse: [text('NextURL', 'nextUrl', 1024)],
  GetRPCMethodsResponse: [strings('MethodList', 'methodList', 64)],
};

/** Members of the operations of ChangeDUState (A.4.1.10); those not required may be left out. */
export const DU_OPERATIONS = {
  InstallOpStruct: {
    operation: 'install',
    required: ['URL'],
    members: [
      text('URL', 'url', 1024),
      text('UUID', 'uuid', 36),
      ...login,
      text('ExecutionEnvRef', 'executionEnvRef', 256),
    ],
  },
  UpdateOpStruct: {
    operation: 'update',
    required: [],
    members: [text('UUID', 'uuid', 36), text('Version', 'version', 32), text('URL', 'url', 1024), ...login],
  },
  UninstallOpStruct: {
    operation: 'uninstall',
    required: ['UUID'],
    members: [
      text('UUID', 'uuid', 36),
      text('Version', 'version', 32),
      text('ExecutionEnvRef', 'executionEnvRef', 256),
    ],
  },
} as const satisfies Readonly<
  Record<
    string,
    { readonly operation: string; readonly required: readonly string[]; readonly members: readonly Argument[] }
  >
>;
