import { CwmpDecodeError } from '../decode-error.ts';
import { readOptionalText, readRepeated, readText, readXsiType } from '../fields/read-field.ts';
import { writeOptionalText, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import type { XmlElement } from '../xml/element.ts';

/** InstallOpStruct, UpdateOpStruct and UninstallOpStruct. Absent members are left out on the wire. */
export type DuOperation =
  | {
      readonly operation: 'install';
      readonly url: string;
      readonly uuid?: string;
      readonly username?: string;
      readonly password?: string;
      readonly executionEnvRef?: string;
    }
  | {
      readonly operation: 'update';
      readonly uuid?: string;
      readonly version?: string;
      readonly url?: string;
      readonly username?: string;
      readonly password?: string;
    }
  | {
      readonly operation: 'uninstall';
      readonly uuid: string;
      readonly version?: string;
      readonly executionEnvRef?: string;
    };

/** ChangeDUState installs, updates or removes software modules (A.4.1.10). The result comes in DUStateChangeComplete. */
export interface ChangeDuState {
  readonly method: 'ChangeDUState';
  readonly operations: readonly DuOperation[];
  readonly commandKey: string;
}

export interface ChangeDuStateResponse {
  readonly method: 'ChangeDUStateResponse';
}

const STRUCTS = { install: 'InstallOpStruct', update: 'UpdateOpStruct', uninstall: 'UninstallOpStruct' } as const;

export const changeDuState: RpcCodec<ChangeDuState, ChangeDuStateResponse> = {
  method: 'ChangeDUState',
  encodeRequest: (request) =>
    request.operations.map(writeOperation).join('') + writeText('CommandKey', request.commandKey),
  decodeRequest: (element, limits) => ({
    method: 'ChangeDUState',
    operations: readRepeated(element, 'Operations', Object.values(STRUCTS), limits.maxParameters).map(readOperation),
    commandKey: readText(element, 'CommandKey'),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'ChangeDUStateResponse' }),
};

function writeOperation(operation: DuOperation): string {
  return `<Operations xsi:type="cwmp:${STRUCTS[operation.operation]}">${writeMembers(operation)}</Operations>`;
}

function writeMembers(operation: DuOperation): string {
  switch (operation.operation) {
    case 'install':
      return (
        writeText('URL', operation.url) +
        writeOptionalText('UUID', operation.uuid) +
        writeOptionalText('Username', operation.username) +
        writeOptionalText('Password', operation.password) +
        writeOptionalText('ExecutionEnvRef', operation.executionEnvRef)
      );
    case 'update':
      return (
        writeOptionalText('UUID', operation.uuid) +
        writeOptionalText('Version', operation.version) +
        writeOptionalText('URL', operation.url) +
        writeOptionalText('Username', operation.username) +
        writeOptionalText('Password', operation.password)
      );
    case 'uninstall':
      return (
        writeText('UUID', operation.uuid) +
        writeOptionalText('Version', operation.version) +
        writeOptionalText('ExecutionEnvRef', operation.executionEnvRef)
      );
  }
}

function readOperation(struct: XmlElement): DuOperation {
  switch (readXsiType(struct) || struct.local) {
    case STRUCTS.install:
      return {
        operation: 'install',
        url: readText(struct, 'URL'),
        ...optional(struct, 'uuid', 'UUID'),
        ...optional(struct, 'username', 'Username'),
        ...optional(struct, 'password', 'Password'),
        ...optional(struct, 'executionEnvRef', 'ExecutionEnvRef'),
      };
    case STRUCTS.update:
      return {
        operation: 'update',
        ...optional(struct, 'uuid', 'UUID'),
        ...optional(struct, 'version', 'Version'),
        ...optional(struct, 'url', 'URL'),
        ...optional(struct, 'username', 'Username'),
        ...optional(struct, 'password', 'Password'),
      };
    case STRUCTS.uninstall:
      return {
        operation: 'uninstall',
        uuid: readText(struct, 'UUID'),
        ...optional(struct, 'version', 'Version'),
        ...optional(struct, 'executionEnvRef', 'ExecutionEnvRef'),
      };
    default:
      throw new CwmpDecodeError('invalid_arguments', 'Operations has an unknown type');
  }
}

/** `{ [key]: text }`, or nothing when the element was left out: an absent member is not an empty one. */
function optional<Key extends string>(struct: XmlElement, key: Key, local: string): { readonly [K in Key]?: string } {
  const text = readOptionalText(struct, local);
  return text === undefined ? {} : ({ [key]: text } as { readonly [K in Key]: string });
}
