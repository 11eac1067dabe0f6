import {
  type AnyNewEvent,
  type Clock,
  type Command,
  type CommandStore,
  type EventBus,
  nowOverdue,
  type ReadyCommands,
  RevisionConflict,
  timestamp,
} from '#libs/domain';
import { commandEvent } from './turn.ts';

const BATCH = 200;
const DAY_MS = 24 * 3_600_000;

/** Ends commands whose time is over: level-triggered from the stored deadlines, so that no timer can be forgotten. */
export class SweepOverdue {
  constructor(
    private readonly commands: CommandStore,
    private readonly ready: ReadyCommands,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly retentionDays: number,
  ) {}

  /** Returns how many were ended. */
  async run(): Promise<number> {
    const nowMs = this.clock.now();
    const overdue = await this.commands.overdue(timestamp(nowMs), BATCH);
    let ended = 0;
    for (const command of overdue) if (await this.end(command, nowMs)) ended++;
    return ended;
  }

  /** Forgets commands that were finished long ago, a few at a time; returns how many. */
  prune(): Promise<number> {
    return this.commands.prune(timestamp(this.clock.now() - this.retentionDays * DAY_MS), BATCH);
  }

  private async end(command: Command, nowMs: number): Promise<boolean> {
    await this.ready.withdraw(command.deviceId, command.id);
    const over = nowOverdue(command, nowMs);
    try {
      await this.bus.publish([ending(over, nowMs)]);
      await this.commands.save(over);
      return true;
    } catch (error) {
      // An answer came in between; if the command is still open, the next sweep sees it again.
      if (error instanceof RevisionConflict) return false;
      throw error;
    }
  }
}

function ending(command: Command, nowMs: number): AnyNewEvent {
  const rest = { deviceId: command.deviceId, time: timestamp(nowMs) };
  if (command.state === 'failed' && command.outcome) {
    const data = { ...commandEvent(command), outcome: command.outcome };
    return { ...rest, id: `${command.id}:failed`, type: 'command.failed', data };
  }
  return { ...rest, id: `${command.id}:expired`, type: 'command.expired', data: commandEvent(command) };
}
