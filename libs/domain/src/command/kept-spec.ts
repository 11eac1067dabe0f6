import { isSecretPath } from '../device/secret-path.ts';
import { replaceSecrets } from '../device/secrets-in.ts';
import type { Seal } from '../ports/seal.ts';
import type { Command, CommandSpec } from './command.ts';

/** How the spec of a command is kept: if it holds secrets, all of it sealed, and beside that without them. */
export interface KeptSpec {
  readonly spec: CommandSpec;
  readonly sealedSpec?: string;
}

export function keptSpec({ id, deviceId, spec }: Command, seal: Seal): KeptSpec {
  const open = replaceSecrets(spec, () => '', isCredential);
  if (open === spec) return { spec };
  return { spec: open, sealedSpec: seal.seal(JSON.stringify(spec), deviceId, whatItIs(id)) };
}

/** The command as it was; if its spec does not open, without its secrets and marked as such. */
export function withSpec(command: Command, sealedSpec: string | undefined, seal: Seal): Command {
  if (sealedSpec === undefined) return command;
  const text = seal.open(sealedSpec, command.deviceId, whatItIs(command.id));
  return text === undefined ? { ...command, unreadable: true } : { ...command, spec: JSON.parse(text) as CommandSpec };
}

function whatItIs(commandId: string): string {
  return `command ${commandId}`;
}

function isCredential(name: string): boolean {
  return name === 'username' || isSecretPath(name);
}
