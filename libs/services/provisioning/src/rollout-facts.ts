import { EVENT } from '#libs/cwmp';
import {
  type Command,
  checksOfAsk,
  type Device,
  type DeviceEventRecord,
  type Execution,
  type ExecutionAsk,
  type ExecutionEvent,
  eventOfAnswer,
  type Rollout,
} from '#libs/domain';
import { isDisruptive } from './decide-next.ts';
import type { Turn } from './turn.ts';

/** Whose RPCs they are (`ReadyCommand.commandId`), where they are a rollout's. */
export function rpcOwner({ rollout }: Pick<Execution, 'rollout'>): string {
  return `F.${rollout}`;
}

/** What the last Inform says, also later in its session. */
export function informOf({ lastInform, softwareVersion, ...device }: Device): ExecutionEvent {
  const { sessionId, position, eventCodes } = lastInform;
  return {
    type: 'informed',
    sessionId,
    position,
    softwareVersion,
    // One that the CPE sent again is no second boot: then these times are older.
    booted: device.lastBootAt === device.lastInformAt,
    bootstrapped: device.lastBootstrapAt === device.lastInformAt,
    transferComplete: eventCodes.includes(EVENT.transferComplete),
  };
}

/** What the event of a turn says to the rollout on the device; undefined: nothing. */
export function factOf(turn: Turn, execution: Execution, { document }: Rollout): ExecutionEvent | undefined {
  const { cause, device } = turn;
  switch (cause.type) {
    case 'device.informed':
      return informOf(device);
    case 'session.ended':
      return { type: 'sessionEnded', sessionId: cause.data.sessionId };
    case 'transfer.completed': {
      const { sessionId, commandKey = '', fault, autonomous } = cause.data;
      if (autonomous) return undefined;
      return { type: 'transferCompleted', sessionId, position: cause.position, commandKey, faultCode: fault.faultCode };
    }
    case 'rpc.answered': {
      const ask = askedBy(cause, execution);
      return ask && eventOfAnswer(ask, cause.data.answer, checksOfAsk(ask, document), isConfigured(turn));
    }
    default:
      return undefined;
  }
}

/** What the answer is to, if it is not stale. */
function askedBy(
  { data }: Extract<DeviceEventRecord, { type: 'rpc.answered' }>,
  { asked, ...execution }: Execution,
): ExecutionAsk | undefined {
  const isAwaited = data.commandId === rpcOwner(execution) && asked?.number === data.step && !asked.answered;
  return isAwaited ? asked.ask : undefined;
}

/** Whether what is declared for the device was put back, as far as it can be. */
export function isConfigured(turn: Turn): boolean {
  const { sync, discovery } = turn.device;
  if (sync === undefined) return true;
  const isKnown = discovery.state === 'complete' || discovery.state === 'partial';
  return isKnown && !turn.open().some(({ spec }) => spec.kind === 'reconcile');
}

/**
 * Whether what else is to be done with the device comes first. At the end of a session, only what is under way: nothing else
 * gets on in it any more.
 */
export function isTaken(turn: Turn, isAtEnd: boolean): boolean {
  return turn.open().some((command) => isAtWork(command) || (!isAtEnd && goesFirst(command)));
}

/** Its effect is awaited, or it may have been carried out. */
function isAtWork(command: Command): boolean {
  const { awaiting, onWire, sentAt } = command;
  return awaiting !== undefined || onWire !== undefined || (sentAt !== undefined && isDisruptive(command));
}

function goesFirst(command: Command): boolean {
  const { kind } = command.spec;
  return kind === 'discover' || kind === 'reconcile' || isDisruptive(command);
}
