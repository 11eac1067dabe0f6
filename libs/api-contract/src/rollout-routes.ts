import { z } from 'zod';
import { Cursor, deviceParams, limit, wordList } from './request-parts.ts';
import { NewRollout, ROLLOUT_PHASES, Rollout, RolloutId, RolloutList, RolloutView } from './rollout.ts';
import { RolloutDevice, RolloutDeviceList } from './rollout-device.ts';
import { RolloutPreviewLine, RolloutPreviewOrder } from './rollout-preview.ts';
import { EXECUTION_STATES } from './rollout-progress.ts';
import type { Route } from './route.ts';
import { DeviceId } from './scalars.ts';

const tag = 'Rollouts';
const params = z.strictObject({ rolloutId: RolloutId });
const location = { Location: 'Where the rollout is.' } as const;

export const rolloutRoutes = {
  listRollouts: {
    method: 'get',
    path: '/api/v1/rollouts',
    tag,
    summary: 'List rollouts',
    query: z.strictObject({
      phase: wordList(ROLLOUT_PHASES, 'Comma-separated phases; all by default.').exactOptional(),
      limit: limit(50, 200),
      cursor: Cursor.exactOptional(),
    }),
    responses: { 200: { description: 'A page of rollouts.', schema: RolloutList } },
    problems: ['invalid_cursor'],
  },
  createRollout: {
    method: 'post',
    path: '/api/v1/rollouts',
    tag,
    summary: 'Create a rollout',
    description:
      'As a draft: nothing happens to devices before it is submitted, approved and started. What it would do is told by a preview.',
    body: NewRollout,
    responses: {
      201: { description: 'It is created.', schema: Rollout, headers: location },
      200: { description: 'This very rollout was created before.', schema: Rollout, headers: location },
    },
    problems: ['invalid_request', 'invalid_rollout', 'rollout_exists'],
  },
  getRollout: {
    method: 'get',
    path: '/api/v1/rollouts/{rolloutId}',
    tag,
    summary: 'Get a rollout and how far it is',
    params,
    responses: { 200: { description: 'The rollout.', schema: RolloutView } },
    problems: ['rollout_not_found'],
  },
  streamRollout: {
    method: 'get',
    path: '/api/v1/rollouts/{rolloutId}/stream',
    tag,
    summary: 'Follow a rollout',
    description:
      'Server-sent events: `rollout` with a Rollout, `progress` with a RolloutProgress; both at once, then whenever they change. A reader who is slow gets the newest only.',
    params,
    responses: { 200: { description: 'The stream.', contentType: 'text/event-stream' } },
    problems: ['rollout_not_found', 'too_many_streams'],
  },
  listRolloutDevices: {
    method: 'get',
    path: '/api/v1/rollouts/{rolloutId}/devices',
    tag,
    summary: 'List the devices of a rollout',
    params,
    query: z.strictObject({
      state: wordList(EXECUTION_STATES, 'Comma-separated states; all by default.').exactOptional(),
      wave: z.coerce.number().int().min(1).exactOptional(),
      limit: limit(50, 200),
      cursor: Cursor.exactOptional(),
    }),
    responses: { 200: { description: 'A page of devices.', schema: RolloutDeviceList } },
    problems: ['invalid_cursor', 'rollout_not_found'],
  },
  getRolloutDevice: {
    method: 'get',
    path: '/api/v1/rollouts/{rolloutId}/devices/{deviceId}',
    tag,
    summary: 'Get how a rollout stands on a device',
    params: z.strictObject({ rolloutId: RolloutId, deviceId: DeviceId }),
    responses: { 200: { description: 'How it stands.', schema: RolloutDevice } },
    problems: ['rollout_not_found', 'not_in_rollout', 'device_not_found'],
  },
  getDeviceRollout: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/rollout',
    tag,
    summary: 'Get the rollout that a device is in, or was in last',
    params: deviceParams,
    responses: { 200: { description: 'How it stands.', schema: RolloutDevice } },
    problems: ['device_not_found', 'not_in_rollout'],
  },
  previewRollout: {
    method: 'post',
    path: '/api/v1/rollout-previews',
    tag,
    summary: 'Tell what a rollout would do',
    description:
      'Lines of JSON: progress, and at last a result. Nothing is stored and no device is touched. Closing the connection ends it.',
    body: RolloutPreviewOrder,
    responses: { 200: { description: 'Lines.', lines: RolloutPreviewLine } },
    problems: ['invalid_request', 'invalid_rollout', 'rollout_not_found', 'too_many_reports'],
  },
} as const satisfies Readonly<Record<string, Route>>;
