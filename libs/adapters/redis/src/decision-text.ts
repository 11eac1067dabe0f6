import type { Decision, ReadyCommand } from '#libs/domain';

/** How the id of a command is written beside it, for the scripts: on one line, whatever is in it. */
export function idLine(commandId: string): string {
  return JSON.stringify(commandId);
}

/** Stored as `upTo` and the id of the command, then on the next line the command as JSON; both empty when there is none. */
export function parseDecision(stored: string): Decision {
  const end = stored.indexOf('\n');
  const upTo = Number(stored.slice(0, stored.indexOf(' ')));
  const command = stored.slice(end + 1);
  return command === '' ? { upTo } : { upTo, command: JSON.parse(command) as ReadyCommand };
}
