import type { Command as ShownCommand } from '#libs/api-contract';
import type { Command } from '#libs/domain';
import { hideSecrets } from './hide-secrets.ts';

/** A command as operators see it: without the notes of its program and without secrets. */
export function showCommand(command: Command): ShownCommand {
  const { revision: _, progress: __, unreadable: ___, ...rest } = command;
  // Hiding secrets keeps the shape.
  return hideSecrets(rest) as ShownCommand;
}
