import { type Clock, type Command, type CommandStore, type EventBus, timestamp } from '#libs/domain';
import { commandEvent } from './turn.ts';

const BATCH = 200;
const DAY_MS = 24 * 3_600_000;
/** A command that was reported overdue is not reported again before this time. */
const PATIENCE_MS = 60_000;

/**
 * Finds commands whose time is over, level-triggered from the stored deadlines, so that no timer can be forgotten. What
 * becomes of them is decided in order with the device's other events: an answer may just be on its way.
 */
export class SweepOverdue {
  private readonly reported = new Map<string, number>();

  constructor(
    private readonly commands: CommandStore,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly retentionDays: number,
  ) {}

  /** Returns how many were reported. */
  async run(): Promise<number> {
    const nowMs = this.clock.now();
    for (const [id, untilMs] of this.reported) if (untilMs <= nowMs) this.reported.delete(id);
    const overdue = await this.commands.overdue(timestamp(nowMs), BATCH);
    const fresh = overdue.filter(({ id }) => !this.reported.has(id));
    for (const command of fresh) await this.report(command, nowMs);
    return fresh.length;
  }

  /** Forgets commands that were finished long ago, a few at a time; returns how many. */
  prune(): Promise<number> {
    return this.commands.prune(timestamp(this.clock.now() - this.retentionDays * DAY_MS), BATCH);
  }

  private async report(command: Command, nowMs: number): Promise<void> {
    const { id, deviceId, deadlineAt } = command;
    const data = commandEvent(command);
    const event = {
      id: `${id}:overdue:${deadlineAt}`,
      type: 'command.overdue',
      deviceId,
      time: timestamp(nowMs),
      data,
    } as const;
    await this.bus.publish([event]);
    this.reported.set(id, nowMs + PATIENCE_MS);
  }
}
