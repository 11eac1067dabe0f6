import type { AnyNewEvent, Command, CommandOutcome, Device, DeviceEventRecord, EventDraft, Learnt } from '#libs/domain';
import { nowFinished, timestamp } from '#libs/domain';

import { hideSecrets } from './hide-secrets.ts';
import { learnt as withLessons } from './learn.ts';

/**
 * The handling of one event: what was loaded, and what shall be published and saved at its end. Publishing comes before
 * saving, and event ids are made of facts: if this process dies in between, the event is handled again, and what was
 * published twice carries the same id.
 */
export class Turn {
  readonly drafts: AnyNewEvent[] = [];
  readonly learnt: Learnt[] = [];
  private readonly changed = new Map<string, Command>();
  private readonly added: Command[] = [];
  /** Commands that came to their end. */
  readonly finished: { readonly command: Command; readonly outcome: CommandOutcome }[] = [];
  /** How many of the finished and of the drafts were looked at already. */
  lookedAt = { finished: 0, drafts: 0 };
  private deviceChanged = false;

  constructor(
    readonly cause: DeviceEventRecord,
    private current: Device,
    private commands: readonly Command[],
    readonly nowMs: number,
  ) {}

  get device(): Device {
    return this.current;
  }

  /** Open commands in the order in which they are to be done: what there is, what is declared, what operators want; by age. */
  open(): readonly Command[] {
    const all = [...this.commands, ...this.added].map((command) => this.changed.get(command.id) ?? command);
    const open = all.filter(({ state }) => state === 'queued' || state === 'sent');
    return open.sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  }

  changeDevice(device: Device): void {
    this.current = device;
    this.deviceChanged = true;
  }

  /** What was learnt without a word of the CPE. */
  learn(lessons: readonly Learnt[]): void {
    this.learnt.push(...lessons);
    const device = withLessons(this.current, lessons, this.nowMs);
    if (device !== this.current) this.changeDevice(device);
  }

  change(command: Command): void {
    this.changed.set(command.id, command);
  }

  add(command: Command): void {
    this.added.push(command);
    this.announce({ type: 'command.queued', data: commandEvent(command) }, `${command.id}:queued`);
  }

  finish(command: Command, told: CommandOutcome): void {
    const outcome = hideSecrets(told, command.spec);
    this.change(nowFinished(command, outcome, this.nowMs));
    this.finished.push({ command, outcome });
    const type = outcome.status === 'completed' ? 'command.completed' : 'command.failed';
    this.announce(
      { type, data: { ...commandEvent(command), outcome: withoutValues(outcome) } },
      `${command.id}:${outcome.status}`,
    );
  }

  /** The command was never sent, and now it is too late. */
  expire(command: Command): void {
    this.change(command);
    this.announce({ type: 'command.expired', data: commandEvent(command) }, `${command.id}:expired`);
  }

  announce(draft: EventDraft, id: string): void {
    const event = { ...draft, id, deviceId: this.current.id, time: timestamp(this.nowMs) } as AnyNewEvent;
    this.drafts.push(event);
  }

  /** Device to be saved, if it changed. */
  get unsavedDevice(): Device | undefined {
    return this.deviceChanged ? this.current : undefined;
  }

  get unsavedCommands(): readonly Command[] {
    const added = new Set(this.added.map(({ id }) => id));
    return [...this.changed.values()].filter(({ id }) => !added.has(id));
  }

  get newCommands(): readonly Command[] {
    return this.added.map((command) => this.changed.get(command.id) ?? command);
  }
}

function rank({ spec, origin }: Command): number {
  if (origin === 'operator') return 2;
  return spec.kind === 'discover' ? 0 : 1;
}

export function commandEvent({ id, commandKey, spec, origin }: Command) {
  return { commandId: id, commandKey, kind: spec.kind, origin };
}

/** Values read may be secrets, and events are for everybody: they stay in the command. */
function withoutValues(outcome: CommandOutcome): CommandOutcome {
  if (outcome.status === 'failed') return outcome;
  const { values: _, response: __, ...result } = outcome.result;
  return { status: 'completed', result };
}
