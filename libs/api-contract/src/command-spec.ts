import { z } from 'zod';
import { SetParameterAttribute } from './attributes.ts';
import { ConfirmAcsUrl } from './confirm-acs-url.ts';
import { ImageId } from './image.ts';
import { API_LIMITS, LIMITS } from './limits.ts';
import { named } from './named.ts';
import { AnyPath, RowPath, TablePath } from './parameter-path.ts';
import { RpcRequest } from './rpc-request.ts';
import {
  DelaySeconds,
  FileSize,
  FileType,
  FileUrl,
  ParameterKey,
  Password,
  TargetFileName,
  UserName,
} from './transfer.ts';
import { uniquelyNamed, WantedValue } from './wanted-value.ts';
import { unsignedInt } from './wire-text.ts';

const expiresInS = z
  .int()
  .min(1)
  .max(API_LIMITS.expiresInS)
  .default(86_400)
  .describe('Seconds after which a command that was not sent expires.');

const Paths = z.array(AnyPath).min(1).max(API_LIMITS.parameters);

function kind<const Kind extends string, Shape extends z.ZodRawShape>(
  name: Kind,
  shape: Shape,
  description: string,
  check: (spec: Readonly<Record<string, unknown>>) => readonly [member: string, message: string] | undefined = () =>
    undefined,
) {
  const schema = z
    .strictObject({ kind: z.literal(name), ...shape, expiresInS, confirmAcsUrl: ConfirmAcsUrl.exactOptional() })
    .superRefine((spec, context) => {
      const [member, message] = check(spec) ?? [];
      if (message !== undefined) context.addIssue({ code: 'custom', path: [member ?? ''], message });
    });
  return named(`${name.charAt(0).toUpperCase()}${name.slice(1)}Command`, schema.meta({ description }));
}

/** What goes with a URL of elsewhere, and would be overruled here. */
const ELSEWHERE = ['username', 'password', 'fileSize'] as const;

function checkDownload(spec: Readonly<Record<string, unknown>>): readonly [string, string] | undefined {
  if (spec.image === undefined && spec.url === undefined) return ['image', 'must be given, or url'];
  if (spec.url === undefined) return misplaced(spec, ELSEWHERE, 'goes with url: an image has its own');
  if (spec.image !== undefined) return ['image', 'must not be given together with url'];
  if (spec.fileType === undefined) return ['fileType', 'must be given with url'];
  return misplaced(spec, ['login'], 'is for an image: give username and password');
}

function checkUpload(spec: Readonly<Record<string, unknown>>): readonly [string, string] | undefined {
  if (spec.url === undefined) return misplaced(spec, ELSEWHERE, 'goes with url');
  return misplaced(spec, ['login'], 'is for a file that is sent here: give username and password');
}

function misplaced(
  spec: Readonly<Record<string, unknown>>,
  members: readonly string[],
  message: string,
): readonly [string, string] | undefined {
  const member = members.find((name) => spec[name] !== undefined);
  return member === undefined ? undefined : [member, message];
}

const Login = z
  .enum(['none', 'basic', 'digest'])
  .describe('How the device must log in here; it is told how. By default its URL is the proof.');

/** What can be asked of a device: the body that queues a command. */
export const NewCommand = named(
  'NewCommand',
  z
    .discriminatedUnion('kind', [
      kind('get', { paths: Paths }, 'Reads values now.'),
      kind('set', { values: uniquelyNamed(WantedValue), parameterKey: ParameterKey.exactOptional() }, 'Sets values.'),
      kind('setAttributes', { attributes: uniquelyNamed(SetParameterAttribute) }, 'Sets notification and access.'),
      kind(
        'add',
        { objectName: TablePath, values: uniquelyNamed(WantedValue).exactOptional() },
        'Adds a row to a table, then sets values in it; their names are relative to the new row.',
      ),
      kind('delete', { objectName: RowPath }, 'Deletes a row and all below it.'),
      kind('refresh', { paths: Paths }, 'Learns again what exists below the paths and reads it.'),
      kind('reboot', {}, 'Reboots the CPE. Completed when it is back.'),
      kind('factoryReset', {}, 'Returns the CPE to its factory state. Completed when it is back.'),
      kind(
        'download',
        {
          fileType: FileType.exactOptional().describe('By default that of the image.'),
          image: ImageId.exactOptional().describe(
            'An image that is here and released. Its URL is made when it is sent.',
          ),
          login: Login.exactOptional(),
          url: FileUrl.exactOptional(),
          username: UserName.exactOptional(),
          password: Password.exactOptional(),
          fileSize: FileSize.exactOptional(),
          targetFileName: TargetFileName.exactOptional(),
          delaySeconds: DelaySeconds.exactOptional(),
        },
        'Has the CPE fetch an image, or a file from elsewhere. Completed when it has said so.',
        checkDownload,
      ),
      kind(
        'upload',
        {
          fileType: FileType,
          login: Login.exactOptional(),
          url: FileUrl.exactOptional().describe('Where to; by default here, where the file is kept under the command.'),
          username: UserName.exactOptional(),
          password: Password.exactOptional(),
          delaySeconds: DelaySeconds.exactOptional(),
        },
        'Has the CPE send a file. Completed when it has said so.',
        checkUpload,
      ),
      kind(
        'scheduleInform',
        { delaySeconds: unsignedInt(LIMITS.unsignedInt).min(1).describe('Seconds.') },
        'Asks for an Inform after a delay. Completed when it has come.',
      ),
      kind('getRpcMethods', {}, 'Asks which methods the CPE has.'),
      kind('rpc', { request: RpcRequest }, 'Any RPC as it is; the answer is kept as it came.'),
    ])
    .meta({
      description: 'What to do.',
      examples: [
        { kind: 'reboot' },
        { kind: 'get', paths: ['Device.DeviceInfo.'] },
        { kind: 'set', values: [{ name: 'Device.ManagementServer.PeriodicInformInterval', value: '3600' }] },
      ],
    }),
);

export type NewCommand = z.output<typeof NewCommand>;
