import { type InFlight, nextRpcId, type ReadyCommand, type Session } from '#libs/domain';

/**
 * How a session is stored: a line that the scripts read (`fence revision flags lastPosition deviceId`), then the rest as
 * JSON. A script that puts a ready command in flight appends a line with the time and one with the command, so that no
 * script has to understand JSON.
 */
export function restOf(session: Session): string {
  const { id, deviceId, fence, revision, phase, settled, lastPosition, ...rest } = session;
  return JSON.stringify(rest);
}

/** Three characters: open or ended, settled or not, something in flight or not. */
export function flagsOf({ phase, settled, inFlight }: Session): string {
  return (phase === 'open' ? 'o' : 'e') + (settled ? 's' : '-') + (inFlight ? 'f' : '-');
}

export function parseSession(id: string, stored: string): Session {
  const [head = '', rest = '', sentAtMs, command] = stored.split('\n');
  const [fence, revision, flags = '', lastPosition, deviceId] = head.split(' ');
  const session = {
    ...JSON.parse(rest),
    id,
    deviceId,
    fence: Number(fence),
    revision: Number(revision),
    phase: flags[0] === 'o' ? 'open' : 'ended',
    settled: flags[1] === 's',
    lastPosition: Number(lastPosition),
  } as Session;
  return command === undefined
    ? session
    : { ...session, inFlight: inFlightOf(session, JSON.parse(command) as ReadyCommand, Number(sentAtMs)) };
}

/** The command under the next RPC id of the session. */
export function inFlightOf(session: Session, command: ReadyCommand, sentAtMs: number): InFlight {
  return { ...command, rpcId: nextRpcId(session), sentAtMs };
}
