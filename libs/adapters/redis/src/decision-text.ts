import type { Decision, DeviceId, ReadyCommand, Seal } from '#libs/domain';

/** Requests may hold secrets: what a sealed text in Redis is. */
const WHAT = 'rpc';

/** How the id of a command is written beside it, for the scripts: on one line, whatever is in it. */
export function idLine(commandId: string): string {
  return JSON.stringify(commandId);
}

/** A command with its request, sealed on one line; a script moves it as it is from the decision to the session. */
export function commandText(command: ReadyCommand, deviceId: DeviceId, seal: Seal): string {
  return seal.seal(JSON.stringify(command), deviceId, WHAT);
}

/** Undefined when it does not open. */
export function parseCommand<Kind extends ReadyCommand>(
  text: string,
  deviceId: DeviceId,
  seal: Seal,
): Kind | undefined {
  const opened = seal.open(text, deviceId, WHAT);
  return opened === undefined ? undefined : (JSON.parse(opened) as Kind);
}

/**
 * Stored as `upTo` and the id of the command, then on the next line the command; both empty when there is none. A command
 * that does not open is as good as none: the truth about it is elsewhere.
 */
export function parseDecision(stored: string, deviceId: DeviceId, seal: Seal): Decision {
  const end = stored.indexOf('\n');
  const upTo = Number(stored.slice(0, stored.indexOf(' ')));
  const text = stored.slice(end + 1);
  const command = text === '' ? undefined : parseCommand(text, deviceId, seal);
  return command === undefined ? { upTo } : { upTo, command };
}
