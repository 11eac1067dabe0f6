import type { AcsMethod } from '#libs/cwmp';
import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { RpcSent } from '../events/events.ts';
import { timestamp } from '../ports/clock.ts';
import type { Awaiting, Command, CommandOutcome, CommandSpec } from './command.ts';
import type { After } from './program.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A command id: 26 characters that sort by time (as ULID): 48 bits of time, then ten bytes of `entropy`. */
export function commandId(nowMs: number, entropy: Uint8Array): string {
  let time = '';
  for (let rest = nowMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) time = CROCKFORD.charAt(rest % 32) + time;
  let bits = 0n;
  for (const byte of entropy.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
  let random = '';
  for (let i = 0; i < 16; i++, bits >>= 5n) random = CROCKFORD.charAt(Number(bits & 31n)) + random;
  return time + random;
}

/** A command as it is accepted. */
export function newCommand(init: {
  readonly id: string;
  readonly deviceId: DeviceId;
  readonly origin: Command['origin'];
  readonly spec: CommandSpec;
  readonly nowMs: number;
  /** Seconds until it expires if it could not be sent. */
  readonly expiresInS: number;
  readonly idempotencyKey?: string;
}): Command {
  return {
    id: init.id,
    deviceId: init.deviceId,
    revision: 0,
    origin: init.origin,
    spec: init.spec,
    commandKey: `M.${init.id}`,
    ...(init.idempotencyKey === undefined ? {} : { idempotencyKey: init.idempotencyKey }),
    state: 'queued',
    progress: {},
    attempts: 0,
    rpcs: 0,
    createdAt: timestamp(init.nowMs),
    deadlineAt: timestamp(init.nowMs + init.expiresInS * 1_000),
  };
}

/** RPCs that do harm when they are executed twice: that they are sent is remembered before they are. */
const UNREPEATABLE: ReadonlySet<AcsMethod> = new Set<AcsMethod>([
  'AddObject',
  'Download',
  'ScheduleDownload',
  'Upload',
  'Reboot',
  'FactoryReset',
  'ChangeDUState',
  'SetVouchers',
]);

/** An RPC of the command goes to the CPE. Unchanged when it was known already. */
export function rpcWasSent(command: Command, sent: RpcSent, at: Timestamp): Command {
  const remember = UNREPEATABLE.has(sent.method);
  if (command.state === 'sent' && !remember) return command;
  const { sessionId, step, method } = sent;
  return {
    ...command,
    state: 'sent',
    sentAt: command.sentAt ?? at,
    ...(remember ? { onWire: { step, method, sessionId, sentAt: at } } : {}),
  };
}

/** The RPC was answered: what its program made of the answer. */
export function rpcWasAnswered(command: Command, after: After, nowMs: number): Command {
  const rest = withoutWire(command);
  const again = after.retryAfterMs !== undefined;
  return {
    ...rest,
    state: 'sent',
    sentAt: command.sentAt ?? timestamp(nowMs),
    progress: after.progress,
    rpcs: command.rpcs + 1,
    attempts: again ? command.attempts + 1 : 0,
    ...(after.retryAfterMs ? { notBefore: timestamp(nowMs + after.retryAfterMs) } : {}),
  };
}

/** The session ended before the answer came: the command is put back. */
export function rpcWasLost(command: Command, after: After, nowMs: number): Command {
  return {
    ...withoutWire(command),
    state: 'queued',
    sentAt: command.sentAt ?? timestamp(nowMs),
    progress: after.progress,
    // What was sent under the old number is stale from here on.
    rpcs: command.rpcs + 1,
    attempts: command.attempts + (after.retryAfterMs === undefined ? 0 : 1),
    ...(after.retryAfterMs ? { notBefore: timestamp(nowMs + after.retryAfterMs) } : {}),
  };
}

/** All RPCs are answered, but the effect is still to come. */
export function nowAwaits(
  command: Command,
  what: Awaiting['what'],
  sessionId: string,
  timeoutMs: number,
  nowMs: number,
): Command {
  return {
    ...command,
    state: 'sent',
    awaiting: { what, since: timestamp(nowMs), sessionId },
    deadlineAt: timestamp(nowMs + timeoutMs),
  };
}

export function nowFinished(command: Command, outcome: CommandOutcome, nowMs: number): Command {
  const { awaiting: _, notBefore: __, ...rest } = withoutWire(command);
  return { ...rest, state: outcome.status, outcome, progress: {}, finishedAt: timestamp(nowMs) };
}

/** The command's time is over: never sent → expired; sent → what is known of it. */
export function nowOverdue(command: Command, nowMs: number): Command {
  const { awaiting, onWire, progress, state } = command;
  if (state === 'queued' && command.sentAt === undefined) {
    return { ...command, state: 'expired', finishedAt: timestamp(nowMs) };
  }
  const unknown = onWire !== undefined || progress.phase === 'unknown' || progress.phase === 'probe';
  const detail = unknown
    ? 'It was sent, but whether it was done could not be found out in time; it was not sent again.'
    : awaiting
      ? `It was accepted, but ${EXPECTED[awaiting.what]} did not come in time.`
      : 'The CPE did not come back in time to finish it.';
  return nowFinished(command, { status: 'failed', reason: unknown ? 'outcome_unknown' : 'timed_out', detail }, nowMs);
}

const EXPECTED: Record<Awaiting['what'], string> = {
  transferComplete: 'TransferComplete',
  boot: '1 BOOT',
  bootstrap: '0 BOOTSTRAP',
  scheduledInform: '3 SCHEDULED',
  duStateChange: 'DUStateChangeComplete',
};

function withoutWire(command: Command): Command {
  const { onWire: _, notBefore: __, ...rest } = command;
  return rest;
}
