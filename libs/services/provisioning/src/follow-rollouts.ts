import {
  type AnyNewEvent,
  type DeviceEventRecord,
  type DeviceId,
  type Execution,
  type ExecutionStore,
  parseTransferKey,
  readIn,
} from '#libs/domain';
import { DeviceRollout, type RolloutParts } from './device-rollout.ts';
import type { LookUp } from './look-up.ts';
import type { RecentRollouts } from './recent-rollouts.ts';
import { factOf, rpcOwner } from './rollout-facts.ts';
import { ToldEvents } from './told-events.ts';
import type { Turn } from './turn.ts';
import { takeNote } from './turn-steps.ts';

/** What rollouts make of the events of their devices, in the turns of these. */
export class FollowRollouts {
  private readonly parts: RolloutParts;

  constructor(
    private readonly store: ExecutionStore,
    rollouts: RecentRollouts,
  ) {
    this.parts = { store, rollouts, told: new ToldEvents() };
  }

  find(deviceId: DeviceId): Promise<Execution | undefined> {
    return this.store.find(deviceId);
  }

  /** The rollout that has the device, or had it last, after it heard of what the turn is about. */
  async follow(turn: Turn, execution: Execution | undefined, look: LookUp): Promise<DeviceRollout | undefined> {
    const { cause } = turn;
    const on = execution && (await this.on(turn, execution, look));
    const concerned = cause.type === 'transfer.completed' ? await this.concerned(cause, turn, on, look) : on;
    if (concerned !== undefined) await this.hear(concerned, look);
    if (concerned !== undefined && concerned !== on) turn.drafts.push(...concerned.untold());
    if (cause.type === 'transfer.completed' && (concerned === undefined || concerned.isStranger)) {
      tellUnsolicited(turn, cause);
    }
    return on;
  }

  /** The events were published. */
  told(events: readonly Pick<AnyNewEvent, 'id' | 'type'>[]): void {
    for (const { id, type } of events) if (type === 'execution.changed') this.parts.told.add(id);
  }

  private async hear(on: DeviceRollout, look: LookUp): Promise<void> {
    const { turn, execution, rollout } = on;
    const fact = factOf(turn, execution, rollout);
    if (fact === undefined) return;
    await this.noteValues(turn, execution, look);
    await on.hear(fact);
  }

  /** TransferComplete may come days late, when another rollout has the device already. */
  private async concerned(
    { data }: TransferCompleted,
    turn: Turn,
    on: DeviceRollout | undefined,
    look: LookUp,
  ): Promise<DeviceRollout | undefined> {
    const intent = parseTransferKey(data.commandKey ?? '');
    if (intent === undefined || intent.rollout === on?.rollout.id) return on;
    const late = await this.store.find(turn.device.id, intent.rollout);
    return late && this.on(turn, late, look);
  }

  private async on(turn: Turn, execution: Execution, look: LookUp): Promise<DeviceRollout | undefined> {
    const rollout = await this.parts.rollouts.rollout(execution.rollout);
    return rollout && new DeviceRollout(this.parts, rollout, execution, turn, look);
  }

  private async noteValues(turn: Turn, execution: Execution, look: LookUp): Promise<void> {
    const { cause } = turn;
    if (cause.type !== 'rpc.answered' || cause.data.commandId !== rpcOwner(execution)) return;
    const values = readIn(cause.data.answer);
    if (values.length > 0) await takeNote(turn, [{ what: 'values', values }], look, 'read');
  }
}

type TransferCompleted = Extract<DeviceEventRecord, { type: 'transfer.completed' }>;

/** One without a key may be for a command of the device. */
function tellUnsolicited(turn: Turn, { id, data }: TransferCompleted): void {
  const { sessionId, commandKey = '', fault, autonomous } = data;
  if (autonomous || commandKey === '' || commandKey.startsWith('M.')) return;
  const { faultCode } = fault;
  turn.announce({ type: 'transfer.unsolicited', data: { sessionId, commandKey, faultCode } }, `${id}:unsolicited`);
}
