import { EVENT } from '#libs/cwmp';
import type { CommandOutcome } from '../command.ts';
import {
  type CommandOf,
  type CommandProgram,
  completed,
  failed,
  finish,
  goOn,
  MAX_ATTEMPTS,
  type Observation,
  refused,
} from '../program.ts';

const BOOT_TIMEOUT_MS = 30 * 60_000;

/**
 * Reboots the CPE; done when it says that it booted. When the answer was lost, the next Inform tells: without a boot in
 * it the reboot has not happened, and it is asked for again under the same CommandKey.
 */
export const reboot: CommandProgram<'reboot'> = {
  next(command) {
    if ('answered' in command.progress) return { do: 'await', what: 'boot', timeoutMs: BOOT_TIMEOUT_MS };
    return { do: 'send', request: { method: 'Reboot', commandKey: command.commandKey }, idempotent: false };
  },
  answered(command, answer) {
    return answer.kind === 'response' ? goOn({ answered: true }) : refused(command, answer);
  },
  lost: askAgain,
  observed: bootSeen,
};

/** Resets the CPE to its factory state; done when it bootstraps. */
export const factoryReset: CommandProgram<'factoryReset'> = {
  next(command) {
    if ('answered' in command.progress) return { do: 'await', what: 'bootstrap', timeoutMs: BOOT_TIMEOUT_MS };
    return { do: 'send', request: { method: 'FactoryReset' }, idempotent: false };
  },
  answered(command, answer) {
    return answer.kind === 'response' ? goOn({ answered: true }) : refused(command, answer);
  },
  lost: askAgain,
  observed: bootstrapSeen,
};

export function bootSeen(
  command: { readonly commandKey: string },
  observation: Observation,
): CommandOutcome | undefined {
  if (observation.type !== 'informed') return undefined;
  const { events } = observation;
  if (events.some(({ eventCode, commandKey }) => eventCode === EVENT.mReboot && commandKey === command.commandKey)) {
    return completed();
  }
  if (events.some(({ eventCode }) => eventCode === EVENT.boot || eventCode === EVENT.bootstrap)) {
    return completed({ note: 'The CPE booted, but did not say that it was this command which made it.' });
  }
  return undefined;
}

export function bootstrapSeen(_command: object, observation: Observation): CommandOutcome | undefined {
  return observation.type === 'informed' && observation.events.some(({ eventCode }) => eventCode === EVENT.bootstrap)
    ? completed()
    : undefined;
}

function askAgain(command: CommandOf<'reboot'> | CommandOf<'factoryReset'>) {
  if (command.attempts + 1 < MAX_ATTEMPTS) return { progress: command.progress, learnt: [], retryAfterMs: 0 };
  return finish(failed('timed_out', `The CPE neither answered nor booted; it was asked ${MAX_ATTEMPTS} times.`));
}
