import { type DeviceId, type InFlight, nextRpcId, type ReadyCommand, type Seal, type Session } from '#libs/domain';
import { commandText, parseCommand } from './decision-text.ts';

/**
 * How a session is stored: a line that the scripts read (`fence revision flags lastPosition deviceId`), then the rest as
 * JSON, in which what is in flight is a sealed text. A script that puts a ready command in flight appends a line with the
 * time and one with the command, so that no script has to understand JSON.
 */
export function restOf(session: Session, seal: Seal): string {
  const { id, deviceId, fence, revision, phase, settled, lastPosition, inFlight, ...rest } = session;
  // The last reply needs no seal: what is kept of an envelope is an answer to a CPE, and none of them holds a secret.
  return JSON.stringify(
    inFlight === undefined ? rest : { ...rest, inFlightText: commandText(inFlight, deviceId, seal) },
  );
}

/** Three characters: open or ended, settled or not, something in flight or not. */
export function flagsOf({ phase, settled, inFlight }: Session): string {
  return (phase === 'open' ? 'o' : 'e') + (settled ? 's' : '-') + (inFlight ? 'f' : '-');
}

export interface StoredSession {
  /** Without what is in flight, if that does not open. */
  readonly session: Session;
  readonly isWhole: boolean;
}

export function parseSession(id: string, stored: string, seal: Seal): StoredSession {
  const [head = '', text = '', sentAtMs, command] = stored.split('\n');
  const [fence, revision, flags = '', lastPosition, deviceId = ''] = head.split(' ');
  const { inFlightText, ...rest } = JSON.parse(text) as Session & { readonly inFlightText?: string };
  const session: Session = {
    ...rest,
    id,
    deviceId: deviceId as DeviceId,
    fence: Number(fence),
    revision: Number(revision),
    phase: flags[0] === 'o' ? 'open' : 'ended',
    settled: flags[1] === 's',
    lastPosition: Number(lastPosition),
  };
  const claimed = command === undefined ? undefined : inFlightOf(session, command, Number(sentAtMs), seal);
  const inFlight =
    claimed ?? (inFlightText === undefined ? undefined : parseCommand<InFlight>(inFlightText, session.deviceId, seal));
  return {
    session: inFlight === undefined ? session : { ...session, inFlight },
    isWhole: inFlight !== undefined || (inFlightText === undefined && command === undefined),
  };
}

/** The command of that text under the next RPC id of the session; undefined when it does not open. */
export function inFlightOf(session: Session, text: string, sentAtMs: number, seal: Seal): InFlight | undefined {
  const command = parseCommand<ReadyCommand>(text, session.deviceId, seal);
  return command && { ...command, rpcId: nextRpcId(session), sentAtMs };
}
