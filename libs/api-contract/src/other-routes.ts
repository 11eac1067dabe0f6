import { z } from 'zod';
import { EVENT_TYPE_NAMES } from './event.ts';
import { Cursor, wordList } from './request-parts.ts';
import type { Route } from './route.ts';
import { DeviceId } from './scalars.ts';
import { Summary } from './summary.ts';

const html = { description: 'A page to read.', contentType: 'text/html' } as const;

export const otherRoutes = {
  streamEvents: {
    method: 'get',
    path: '/api/v1/events',
    tag: 'Events',
    summary: 'Follow events as they happen',
    description:
      'Server-sent events: `event` is the type, `data` is an Event, `id` is the cursor. With Last-Event-ID the stream goes on after that event; without, it begins now. A comment keeps the connection alive every 15 seconds. Each event comes at least once.',
    query: z.strictObject({
      types: wordList(
        EVENT_TYPE_NAMES,
        'Comma-separated types; by default all but `rpc.sent` and `rpc.answered`.',
      ).exactOptional(),
      device: DeviceId.exactOptional().describe('Only events of this device.'),
      lastEventId: Cursor.exactOptional().describe('As the header Last-Event-ID, for clients that cannot set it.'),
    }),
    headers: z.object({ 'last-event-id': Cursor.exactOptional().describe('`id` of the last event that was seen.') }),
    responses: { 200: { description: 'The stream.', contentType: 'text/event-stream' } },
    problems: ['invalid_cursor', 'too_many_streams'],
  },
  getSummary: {
    method: 'get',
    path: '/api/v1/summary',
    tag: 'Devices',
    summary: 'Count devices',
    responses: { 200: { description: 'Counts for a first look.', schema: Summary } },
    problems: [],
  },
  getOpenApi: {
    method: 'get',
    path: '/api/openapi.json',
    tag: 'Documentation',
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1.', contentType: 'application/json' } },
    problems: [],
  },
  readDocs: {
    method: 'get',
    path: '/api/docs',
    tag: 'Documentation',
    summary: 'This document as a page',
    responses: { 200: html },
    problems: [],
  },
  readDocsFile: {
    method: 'get',
    path: '/api/docs/{file}',
    tag: 'Documentation',
    summary: 'What that page is made of',
    params: z.strictObject({ file: z.string().max(64) }),
    responses: { 200: { description: 'Script, style or picture.', contentType: '*/*' } },
    problems: ['not_found'],
  },
  readProblem: {
    method: 'get',
    path: '/api/problems/{code}',
    tag: 'Documentation',
    summary: 'What a problem means',
    params: z.strictObject({ code: z.string().max(64) }),
    responses: { 200: html },
    problems: ['not_found'],
  },
  readRolloutsPage: {
    method: 'get',
    path: '/rollouts',
    tag: 'Documentation',
    summary: 'Rollouts as a page, to follow and to steer them',
    responses: { 200: html },
    problems: [],
  },
  readRolloutsFile: {
    method: 'get',
    path: '/rollouts/{file}',
    tag: 'Documentation',
    summary: 'What that page is made of',
    params: z.strictObject({ file: z.string().max(64) }),
    responses: { 200: { description: 'Script or style.', contentType: '*/*' } },
    problems: ['not_found'],
  },
  readFrontPage: {
    method: 'get',
    path: '/',
    tag: 'Documentation',
    summary: 'Leads to the documentation',
    responses: { 302: { description: 'To /api/docs.', headers: { Location: '/api/docs' } } },
    problems: [],
  },
} as const satisfies Readonly<Record<string, Route>>;
