import { z } from 'zod';
import { DevicePatch } from './declaration.ts';
import { DEVICE_MEMBERS, Device, DeviceList } from './device.ts';
import { EventList } from './event.ts';
import { API_LIMITS, LIMITS } from './limits.ts';
import { ParameterList, ParameterTree } from './parameter.ts';
import { Cursor, deviceParams, ifMatchHeader, limit, wordList } from './request-parts.ts';
import type { Route } from './route.ts';

const etag = { ETag: 'Revision of the device.' } as const;
const tag = 'Devices';

export const deviceRoutes = {
  listDevices: {
    method: 'get',
    path: '/api/v1/devices',
    tag,
    summary: 'List devices',
    query: z.strictObject({
      filter: z
        .string()
        .max(API_LIMITS.filter)
        .exactOptional()
        .describe('JSON in a safe subset of the query language of MongoDB.')
        .meta({ examples: ['{"tags":"pilot","softwareVersion":{"$ne":"2.0.1"}}'] }),
      sort: z
        .string()
        .max(64)
        .default('id')
        .describe('Field to sort by; a minus before it sorts downwards.')
        .meta({ examples: ['-lastInformAt'] }),
      limit: limit(50, 500),
      cursor: Cursor.exactOptional(),
      fields: wordList(
        DEVICE_MEMBERS as readonly [keyof Device, ...(keyof Device)[]],
        'Comma-separated members to return; `id` always is.',
      ).exactOptional(),
      count: z.enum(['true', 'false']).default('false').describe('Whether to count all that match.'),
    }),
    responses: { 200: { description: 'A page of devices.', schema: DeviceList } },
    problems: ['invalid_cursor'],
  },
  getDevice: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}',
    tag,
    summary: 'Get a device',
    params: deviceParams,
    responses: { 200: { description: 'The device.', schema: Device, headers: etag } },
    problems: ['device_not_found'],
  },
  changeDevice: {
    method: 'patch',
    path: '/api/v1/devices/{deviceId}',
    tag,
    summary: 'Change the tags and attributes of a device',
    params: deviceParams,
    headers: ifMatchHeader,
    body: DevicePatch,
    responses: { 200: { description: 'The device as it is now.', schema: Device, headers: etag } },
    problems: ['device_not_found', 'revision_mismatch', 'invalid_request'],
  },
  forgetDevice: {
    method: 'delete',
    path: '/api/v1/devices/{deviceId}',
    tag,
    summary: 'Forget a device',
    description:
      'Forgets the device, its parameters and its history, and cancels its open commands. A CPE that calls in again is registered anew.',
    params: deviceParams,
    responses: { 204: { description: 'It is forgotten.' } },
    problems: ['device_not_found'],
  },
  listParameters: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/parameters',
    tag,
    summary: 'Read what is known of the parameters of a device',
    description:
      'What the CPE reported last, in path order. Nothing is asked of the CPE: queue a command of kind get or refresh for that.',
    params: deviceParams,
    query: z.strictObject({
      path: z
        .string()
        .max(LIMITS.path)
        .default('')
        .describe('A parameter, or an object with its final dot for all below it; empty for everything.')
        .meta({ examples: ['Device.WiFi.'] }),
      after: z
        .string()
        .max(LIMITS.path)
        .exactOptional()
        .describe('Only what comes after this path: `next` of the page before.'),
      limit: limit(1_000, 5_000),
      format: z.enum(['list', 'tree']).default('list'),
    }),
    responses: {
      200: { description: 'A page of parameters and objects.', schema: z.union([ParameterList, ParameterTree]) },
    },
    problems: ['device_not_found'],
  },
  listDeviceEvents: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/events',
    tag,
    summary: 'List the last events of a device',
    params: deviceParams,
    query: z.strictObject({
      limit: limit(50, 200),
      before: z.coerce.number().int().min(0).exactOptional().describe('`next` of the page before.'),
    }),
    responses: { 200: { description: 'A page of events.', schema: EventList } },
    problems: ['device_not_found'],
  },
} as const satisfies Readonly<Record<string, Route>>;
