import { z } from 'zod';
import { Access, AccessList, AccessPatch } from './access.ts';
import { Command } from './command.ts';
import { Cursor, deviceParams, limit } from './request-parts.ts';
import type { Route } from './route.ts';

const tag = 'Access';

export const accessRoutes = {
  listAccess: {
    method: 'get',
    path: '/api/v1/access',
    tag,
    summary: 'List devices by whether they may come in',
    description: 'Those in quarantine wait to be let in: set their standing to admitted or refused.',
    query: z.strictObject({
      standing: z.enum(['admitted', 'quarantined', 'refused']).default('quarantined'),
      limit: limit(50, 500),
      cursor: Cursor.exactOptional(),
    }),
    responses: { 200: { description: 'A page of devices, by id.', schema: AccessList } },
    problems: [],
  },
  getAccess: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/access',
    tag,
    summary: 'Get whether a device may come in, and with which login',
    description: 'Also of a device that has never called.',
    params: deviceParams,
    responses: { 200: { description: 'Its access.', schema: Access } },
    problems: ['device_not_found'],
  },
  changeAccess: {
    method: 'patch',
    path: '/api/v1/devices/{deviceId}/access',
    tag,
    summary: 'Let a device in, turn it away, or set its login',
    description: 'Also of a device that has never called. Gateways know within a moment.',
    params: deviceParams,
    body: AccessPatch,
    responses: { 200: { description: 'Its access from now on.', schema: Access } },
    problems: ['device_not_found', 'invalid_request', 'secrets_not_configured'],
  },
  removeAccess: {
    method: 'delete',
    path: '/api/v1/devices/{deviceId}/access',
    tag,
    summary: 'Forget the login of a device, and what was decided about it',
    description:
      'It counts as not known: it may log in with a shared login again, and rules decide about it. For one that lost its login.',
    params: deviceParams,
    responses: { 204: { description: 'It is forgotten.' } },
    problems: ['device_not_found'],
  },
  renewLogin: {
    method: 'post',
    path: '/api/v1/devices/{deviceId}/access/renew',
    tag,
    summary: 'Give a device a new login',
    description:
      'A command sets it in the next session. The old login works until the new one was seen, whatever happens meanwhile.',
    params: deviceParams,
    responses: { 202: { description: 'The command is queued.', schema: Command } },
    problems: ['device_not_found', 'secrets_not_configured'],
  },
} as const satisfies Readonly<Record<string, Route>>;
