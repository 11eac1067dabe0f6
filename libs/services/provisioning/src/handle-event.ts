import {
  type Command,
  type Device,
  type DeviceEventRecord,
  nowOverdue,
  programOf,
  rpcWasAnswered,
  rpcWasSent,
  triedAgain,
} from '#libs/domain';
import { handleInform } from './handle-inform.ts';
import type { LookUp } from './look-up.ts';
import { commandEvent, Turn } from './turn.ts';
import { observe, putBack, takeNote } from './turn-steps.ts';

/** Works one event into what is known; undefined when there is nothing to do. */
export async function handleEvent(
  event: DeviceEventRecord,
  device: Device | undefined,
  open: readonly Command[],
  nowMs: number,
  look: LookUp,
): Promise<Turn | undefined> {
  if (event.type === 'device.informed') return handleInform(event, device, open, nowMs, look);
  // Forgotten by an operator while its session was open: its next Inform registers it again.
  if (device === undefined) return undefined;
  const turn = new Turn(event, device, open, nowMs);
  switch (event.type) {
    case 'rpc.sent':
      handleSent(turn, event);
      break;
    case 'rpc.answered':
      await handleAnswer(turn, event, look);
      break;
    case 'session.ended':
      await handleEnd(turn, event, look);
      break;
    case 'transfer.completed':
      observe(turn, { type: 'transfer', transfer: event.data });
      break;
    case 'du.changed':
      observe(turn, { type: 'du', change: event.data });
      break;
    case 'reconcile.requested':
      if (device.sync) turn.changeDevice({ ...device, sync: triedAgain(device.sync) });
      break;
    case 'command.overdue':
      handleOverdue(turn, event);
      break;
    default:
      break;
  }
  return turn;
}

type Sent = Extract<DeviceEventRecord, { type: 'rpc.sent' }>;

/** Nothing changes by it: it is known that the command is being done, or its answer came already. */
export function isSentAgain({ data, time }: Sent, open: readonly Command[]): boolean {
  const command = open.find(({ id, rpcs }) => id === data.commandId && rpcs === data.step);
  return command === undefined || rpcWasSent(command, data, time) === command;
}

function handleSent(turn: Turn, { data, time }: Sent): void {
  const command = turn.open().find(({ id, rpcs }) => id === data.commandId && rpcs === data.step);
  if (command === undefined) return;
  const sent = rpcWasSent(command, data, time);
  if (sent === command) return;
  turn.change(sent);
  if (command.sentAt !== undefined) return;
  turn.announce(
    { type: 'command.sent', data: { ...commandEvent(command), method: data.method } },
    `${command.id}:sent`,
  );
}

function handleOverdue(turn: Turn, { data }: Extract<DeviceEventRecord, { type: 'command.overdue' }>): void {
  const command = turn.open().find(({ id }) => id === data.commandId);
  // Answered since, or given more time.
  if (command === undefined || Date.parse(command.deadlineAt) > turn.nowMs) return;
  const over = nowOverdue(command, turn.nowMs);
  if (over.outcome) turn.finish(command, over.outcome);
  else turn.expire(over);
}

async function handleAnswer(
  turn: Turn,
  { data }: Extract<DeviceEventRecord, { type: 'rpc.answered' }>,
  look: LookUp,
): Promise<void> {
  // Another number: the answer was worked in before, or its command went on without it.
  const command = turn.open().find(({ id, rpcs }) => id === data.commandId && rpcs === data.step);
  if (command === undefined) return;
  const context = await look.context(turn, command, data.answer);
  const after = programOf(command).answered(command as never, data.answer, context, data.bytes);
  await takeNote(turn, after.learnt, look, 'read');
  const answered = rpcWasAnswered(command, after, turn.nowMs);
  turn.change(answered);
  if (after.outcome) turn.finish(answered, after.outcome);
}

async function handleEnd(
  turn: Turn,
  { data }: Extract<DeviceEventRecord, { type: 'session.ended' }>,
  look: LookUp,
): Promise<void> {
  const { inFlight } = data;
  const command = inFlight && turn.open().find(({ id, rpcs }) => id === inFlight.commandId && rpcs === inFlight.step);
  if (command) await putBack(turn, command, look);
}
