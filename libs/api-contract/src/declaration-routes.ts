import { z } from 'zod';
import {
  Declaration,
  DeclarationList,
  ImportLine,
  ImportReport,
  NewDeclaration,
  SecretChanges,
  SecretList,
} from './declaration.ts';
import { API_LIMITS } from './limits.ts';
import { Cursor, deviceParams, limit } from './request-parts.ts';
import type { Route } from './route.ts';

const tag = 'Declarations';

export const declarationRoutes = {
  importDevices: {
    method: 'post',
    path: '/api/v1/devices/import',
    tag,
    summary: 'Say something about many devices',
    description: `The body is NDJSON (Content-Type: application/x-ndjson): an ImportLine each, at most ${API_LIMITS.importLines} lines of at most ${API_LIMITS.importLine} characters. The answer is NDJSON, too: an ImportReport for each line, in order, and a last line that counts them. A line that is refused does not keep the others from being done; the same import can be sent again.`,
    lines: ImportLine,
    responses: { 200: { description: 'A report for each line.', lines: ImportReport } },
    problems: ['unsupported_media_type'],
  },
  listDeclarations: {
    method: 'get',
    path: '/api/v1/declarations',
    tag,
    summary: 'List the devices that are expected',
    description: 'Those that were declared and have not called yet.',
    query: z.strictObject({ limit: limit(50, 500), cursor: Cursor.exactOptional() }),
    responses: { 200: { description: 'A page of declarations.', schema: DeclarationList } },
    problems: [],
  },
  getDeclaration: {
    method: 'get',
    path: '/api/v1/declarations/{deviceId}',
    tag,
    summary: 'Get what was declared for a device that has not called yet',
    params: deviceParams,
    responses: { 200: { description: 'The declaration.', schema: Declaration } },
    problems: ['device_not_found'],
  },
  declareDevice: {
    method: 'put',
    path: '/api/v1/declarations/{deviceId}',
    tag,
    summary: 'Declare a device before it calls',
    description:
      'At its first contact the device has these tags, attributes and secrets, and the profiles that follow from them. Of a device that has called already they are set at once. The id is OUI-ProductClass-SerialNumber: a serial number alone is refused.',
    params: deviceParams,
    body: NewDeclaration,
    responses: {
      200: { description: 'The device has called already: it is changed.' },
      201: { description: 'It is declared.', schema: Declaration },
    },
    problems: ['invalid_request', 'secrets_not_configured'],
  },
  removeDeclaration: {
    method: 'delete',
    path: '/api/v1/declarations/{deviceId}',
    tag,
    summary: 'Expect a device no more',
    params: deviceParams,
    responses: { 204: { description: 'It is not expected any more.' } },
    problems: ['device_not_found'],
  },
  listSecrets: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/secrets',
    tag,
    summary: 'List which secrets a device has',
    description: 'Their names and versions; what they are is never shown.',
    params: deviceParams,
    responses: { 200: { description: 'The names.', schema: SecretList } },
    problems: ['device_not_found'],
  },
  changeSecrets: {
    method: 'patch',
    path: '/api/v1/devices/{deviceId}/secrets',
    tag,
    summary: 'Set secrets of a device',
    description: 'Kept encrypted. Profiles refer to them by name.',
    params: deviceParams,
    body: SecretChanges,
    responses: { 200: { description: 'The names that there are now.', schema: SecretList } },
    problems: ['device_not_found', 'invalid_request', 'secrets_not_configured'],
  },
  listFleetSecrets: {
    method: 'get',
    path: '/api/v1/secrets',
    tag,
    summary: 'List which secrets all devices share',
    responses: { 200: { description: 'The names.', schema: SecretList } },
    problems: [],
  },
  changeFleetSecrets: {
    method: 'patch',
    path: '/api/v1/secrets',
    tag,
    summary: 'Set secrets that all devices share',
    description:
      'Used where a device has no secret of that name of its own. All devices look at what is declared again.',
    body: SecretChanges,
    responses: { 200: { description: 'The names that there are now.', schema: SecretList } },
    problems: ['invalid_request', 'secrets_not_configured'],
  },
} as const satisfies Readonly<Record<string, Route>>;
