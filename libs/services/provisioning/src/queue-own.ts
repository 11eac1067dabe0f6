import {
  type Command,
  type CommandSpec,
  commandId,
  MAX_PLANS_PER_SESSION,
  newCommand,
  type Timestamp,
} from '#libs/domain';
import type { Turn } from './turn.ts';

/** The ACS's own commands wait as long as it takes for the device to come. */
const SYSTEM_EXPIRY_S = 365 * 24 * 3_600;

/** A command of the ACS itself; its id follows from the event, so that handling it twice queues one. */
export function queueOwn(turn: Turn, spec: CommandSpec, at: Timestamp): Command {
  const nth = turn.newCommands.filter((command) => command.spec.kind === spec.kind).length;
  const id = idOf(turn, spec.kind, nth, at);
  const { id: deviceId } = turn.device;
  const nowMs = Date.parse(at);
  const command = newCommand({ id, deviceId, origin: 'system', spec, nowMs, expiresInS: SYSTEM_EXPIRY_S });
  turn.add(command);
  return command;
}

/** Whether this very event queued it, before the process died that handled it first. */
export function wasQueuedBy(turn: Turn, { id, spec }: Command): boolean {
  const numbers = Array.from({ length: MAX_PLANS_PER_SESSION }, (_, nth) => nth);
  return numbers.some((nth) => id === idOf(turn, spec.kind, nth, turn.cause.time));
}

function idOf({ cause }: Turn, kind: CommandSpec['kind'], nth: number, at: Timestamp): string {
  return commandId(Date.parse(at), entropyOf(`${cause.id}:${kind}${nth === 0 ? '' : `:${nth}`}`));
}

/** Ten bytes that follow from a text. */
function entropyOf(text: string): Uint8Array {
  const bytes = new Uint8Array(10);
  let a = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    const at = i % 10;
    bytes[at] = (bytes[at] ?? 0) ^ (a >>> 24) ^ (a & 0xff);
  }
  return bytes;
}
