import { z } from 'zod';
import { COMMAND_STATES, Command, CommandList } from './command.ts';
import { NewCommand } from './command-spec.ts';
import {
  Cursor,
  commandParams,
  deviceCommandParams,
  deviceParams,
  idempotencyHeader,
  limit,
  waitQuery,
  wordList,
} from './request-parts.ts';
import type { Route } from './route.ts';

const tag = 'Commands';
const cancelDescription =
  'Only a command of an operator that still waits for a session can be cancelled; one that Muster queued by itself (origin system) follows from the profiles and is stopped by changing them. Cancelling one that was cancelled changes nothing.';

export const commandRoutes = {
  listCommands: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/commands',
    tag,
    summary: 'List the commands of a device',
    params: deviceParams,
    query: z.strictObject({
      state: wordList(COMMAND_STATES, 'Comma-separated states; all by default.').exactOptional(),
      limit: limit(50, 200),
      cursor: Cursor.exactOptional(),
    }),
    responses: { 200: { description: 'A page of commands.', schema: CommandList } },
    problems: ['invalid_cursor', 'device_not_found'],
  },
  queueCommand: {
    method: 'post',
    path: '/api/v1/devices/{deviceId}/commands',
    tag,
    summary: 'Queue a command',
    description:
      'The command is durable when this answers. It is sent in the next session of the device. Whether it was done is told by its `state` and `outcome`, by the events `command.*`, or by the answer itself with `wait`.',
    params: deviceParams,
    query: z.strictObject(waitQuery),
    headers: idempotencyHeader,
    body: NewCommand,
    responses: {
      201: { description: 'It is queued.', schema: Command, headers: { Location: 'Where the command is.' } },
      200: {
        description: 'It was queued before with this Idempotency-Key.',
        schema: Command,
        headers: { Location: 'Where the command is.' },
      },
    },
    problems: [
      'device_not_found',
      'idempotency_conflict',
      'invalid_request',
      'method_not_supported',
      'acs_url_not_confirmed',
      'too_many_waiting',
    ],
  },
  getCommand: {
    method: 'get',
    path: '/api/v1/commands/{commandId}',
    tag,
    summary: 'Get a command',
    params: commandParams,
    query: z.strictObject(waitQuery),
    responses: { 200: { description: 'The command as it is now.', schema: Command } },
    problems: ['command_not_found', 'too_many_waiting'],
  },
  getDeviceCommand: {
    method: 'get',
    path: '/api/v1/devices/{deviceId}/commands/{commandId}',
    tag,
    summary: 'Get a command of a device',
    params: deviceCommandParams,
    query: z.strictObject(waitQuery),
    responses: { 200: { description: 'The command as it is now.', schema: Command } },
    problems: ['command_not_found', 'too_many_waiting'],
  },
  cancelCommand: {
    method: 'post',
    path: '/api/v1/commands/{commandId}/cancel',
    tag,
    summary: 'Cancel a command',
    description: cancelDescription,
    params: commandParams,
    responses: { 200: { description: 'It is cancelled.', schema: Command } },
    problems: ['command_not_found', 'command_not_cancellable'],
  },
  cancelDeviceCommand: {
    method: 'post',
    path: '/api/v1/devices/{deviceId}/commands/{commandId}/cancel',
    tag,
    summary: 'Cancel a command of a device',
    description: cancelDescription,
    params: deviceCommandParams,
    responses: { 200: { description: 'It is cancelled.', schema: Command } },
    problems: ['command_not_found', 'command_not_cancellable'],
  },
} as const satisfies Readonly<Record<string, Route>>;
