import { z } from 'zod';
import { SetParameterAttribute } from './attributes.ts';
import { DuOperation } from './du-operation.ts';
import { API_LIMITS, LIMITS } from './limits.ts';
import { named } from './named.ts';
import { AnyPath, PathOrRoot, RowPath, TablePath } from './parameter-path.ts';
import {
  DelaySeconds,
  FileSize,
  FileType,
  FileUrl,
  ParameterKey,
  Password,
  ReplacedCommandKey,
  TargetFileName,
  UserName,
} from './transfer.ts';
import { TypedValue, uniquelyNamed } from './wanted-value.ts';
import { unsignedInt, wireText } from './wire-text.ts';

function rpc<const Method extends string, Shape extends z.ZodRawShape>(
  method: Method,
  shape: Shape,
  description: string,
) {
  return z.strictObject({ method: z.literal(method), ...shape }).meta({ description });
}

const key = ParameterKey.default('');

const TimeWindow = named(
  'TimeWindow',
  z
    .strictObject({
      windowStart: unsignedInt(LIMITS.unsignedInt).describe('Seconds after the CPE got the request.'),
      windowEnd: unsignedInt(LIMITS.unsignedInt).describe('Seconds after the CPE got the request.'),
      windowMode: wireText(LIMITS.windowMode)
        .min(1)
        .meta({ examples: ['1 At Any Time', '3 When Idle'] }),
      userMessage: wireText(LIMITS.userMessage).default(''),
      maxRetries: z.int().min(-1).max(2_147_483_647).default(0).describe('-1: the CPE decides.'),
    })
    .refine((window) => window.windowEnd > window.windowStart, {
      path: ['windowEnd'],
      error: 'must be later than windowStart',
    })
    .meta({ description: 'TimeWindowStruct: when a scheduled download may run.' }),
);

// TR-069 A.4.1.8: the windows must be in order and must not overlap.
const TimeWindows = z
  .array(TimeWindow)
  .min(1)
  .max(2)
  .refine((windows) => windows.every((window, index) => window.windowStart >= (windows[index - 1]?.windowEnd ?? 0)), {
    error: 'must be in order and must not overlap',
  });

/** Any RPC of the ACS as it goes over the wire; the arguments have their names of TR-069, in camel case. */
export const RpcRequest = named(
  'RpcRequest',
  z
    .discriminatedUnion('method', [
      rpc('GetRPCMethods', {}, 'Which methods the CPE has.'),
      rpc(
        'SetParameterValues',
        { parameterList: uniquelyNamed(TypedValue), parameterKey: key },
        'Sets all values or none.',
      ),
      rpc(
        'GetParameterValues',
        { parameterNames: z.array(PathOrRoot).min(1).max(API_LIMITS.parameters) },
        'Reads values.',
      ),
      rpc('GetParameterNames', { parameterPath: PathOrRoot, nextLevel: z.boolean() }, 'Lists what exists.'),
      rpc('SetParameterAttributes', { parameterList: uniquelyNamed(SetParameterAttribute) }, 'Sets attributes.'),
      rpc(
        'GetParameterAttributes',
        { parameterNames: z.array(AnyPath).min(1).max(API_LIMITS.parameters) },
        'Reads attributes.',
      ),
      rpc('AddObject', { objectName: TablePath, parameterKey: key }, 'Creates a row.'),
      rpc('DeleteObject', { objectName: RowPath, parameterKey: key }, 'Deletes a row and all below it.'),
      rpc('Reboot', { commandKey: ReplacedCommandKey }, 'Reboots after the session.'),
      rpc(
        'Download',
        {
          commandKey: ReplacedCommandKey,
          fileType: FileType,
          url: FileUrl,
          username: UserName.default(''),
          password: Password.default(''),
          fileSize: FileSize.default(0),
          targetFileName: TargetFileName.default(''),
          delaySeconds: DelaySeconds.default(0),
          successUrl: wireText(LIMITS.url).default(''),
          failureUrl: wireText(LIMITS.url).default(''),
        },
        'Has the CPE fetch a file.',
      ),
      rpc(
        'ScheduleDownload',
        {
          commandKey: ReplacedCommandKey,
          fileType: FileType,
          url: FileUrl,
          username: UserName.default(''),
          password: Password.default(''),
          fileSize: FileSize.default(0),
          targetFileName: TargetFileName.default(''),
          timeWindowList: TimeWindows,
        },
        'Has the CPE fetch a file in a time window. Since CWMP 1.2.',
      ),
      rpc(
        'Upload',
        {
          commandKey: ReplacedCommandKey,
          fileType: FileType,
          url: FileUrl,
          username: UserName.default(''),
          password: Password.default(''),
          delaySeconds: DelaySeconds.default(0),
        },
        'Has the CPE send a file.',
      ),
      rpc('FactoryReset', {}, 'Back to the factory state after the session.'),
      rpc(
        'ScheduleInform',
        { delaySeconds: unsignedInt(LIMITS.unsignedInt).min(1), commandKey: ReplacedCommandKey },
        'Asks for an Inform after a delay.',
      ),
      rpc('GetQueuedTransfers', {}, 'Lists queued transfers. Deprecated.'),
      rpc('GetAllQueuedTransfers', {}, 'Lists all queued transfers.'),
      rpc(
        'CancelTransfer',
        { commandKey: wireText(LIMITS.commandKey).describe('Of the transfer to cancel.') },
        'Cancels a queued transfer. Since CWMP 1.2.',
      ),
      rpc(
        'ChangeDUState',
        { operations: z.array(DuOperation).min(1).max(API_LIMITS.duOperations), commandKey: ReplacedCommandKey },
        'Installs, updates or removes software modules. Since CWMP 1.2.',
      ),
      rpc(
        'SetVouchers',
        { voucherList: z.array(z.base64().max(API_LIMITS.voucher)).min(1).max(API_LIMITS.vouchers) },
        'Hands over option vouchers. Deprecated.',
      ),
      rpc(
        'GetOptions',
        { optionName: wireText(LIMITS.optionName).default('').describe('Empty for all.') },
        'Reads options. Deprecated.',
      ),
    ])
    .meta({
      description: 'An RPC of the ACS as it goes over the wire.',
      examples: [{ method: 'GetAllQueuedTransfers' }],
    }),
);
