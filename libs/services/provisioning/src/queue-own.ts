import { type CommandSpec, commandId, newCommand, type Timestamp } from '#libs/domain';
import type { Turn } from './turn.ts';

/** The ACS's own commands wait as long as it takes for the device to come. */
const SYSTEM_EXPIRY_S = 365 * 24 * 3_600;

/** A command of the ACS itself; its id follows from the event, so that handling it twice queues one. */
export function queueOwn(turn: Turn, spec: CommandSpec, at: Timestamp): void {
  const nowMs = Date.parse(at);
  const id = commandId(nowMs, entropyOf(`${turn.cause.id}:${spec.kind}`));
  const { id: deviceId } = turn.device;
  turn.add(newCommand({ id, deviceId, origin: 'system', spec, nowMs, expiresInS: SYSTEM_EXPIRY_S }));
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
