import { EVENT } from '#libs/cwmp';
import { type CommandProgram, completed, failed, goOn, refused } from '../program.ts';

const GRACE_MS = 60 * 60_000;

/** Has the CPE call in after a delay; done when it does. Asked for twice it calls twice, which does no harm. */
export const scheduleInform: CommandProgram<'scheduleInform'> = {
  next(command) {
    const { delaySeconds } = command.spec;
    if (!(delaySeconds >= 1)) {
      return { do: 'finish', outcome: failed('invalid', 'DelaySeconds must be at least 1 (TR-069 A.4.1.4).') };
    }
    if ('answered' in command.progress) {
      return { do: 'await', what: 'scheduledInform', timeoutMs: delaySeconds * 1_000 + GRACE_MS };
    }
    return {
      do: 'send',
      request: { method: 'ScheduleInform', delaySeconds, commandKey: command.commandKey },
      idempotent: true,
    };
  },

  answered(command, answer) {
    return answer.kind === 'response' ? goOn({ answered: true }) : refused(command, answer);
  },

  observed({ commandKey }, observation) {
    return observation.type === 'informed' &&
      observation.events.some((event) => event.eventCode === EVENT.mScheduleInform && event.commandKey === commandKey)
      ? completed()
      : undefined;
  },
};
