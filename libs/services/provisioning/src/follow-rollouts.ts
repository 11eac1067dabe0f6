import {
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
    if (execution === undefined) return undefined;
    await this.hearOther(turn, execution, look);
    const on = await this.on(turn, execution, look);
    if (on !== undefined && !isOfOther(turn.cause, execution)) await this.hear(on, look);
    return on;
  }

  /** The events were published. */
  told(events: readonly { readonly id: string; readonly type: DeviceEventRecord['type'] }[]): void {
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
  private async hearOther(turn: Turn, execution: Execution, look: LookUp): Promise<void> {
    const { cause } = turn;
    if (cause.type !== 'transfer.completed' || !isOfOther(cause, execution)) return;
    const intent = parseTransferKey(cause.data.commandKey ?? '');
    const late = intent && (await this.store.find(turn.device.id, intent.rollout));
    const on = late && (await this.on(turn, late, look));
    if (on === undefined) return;
    await this.hear(on, look);
    turn.drafts.push(...on.untold());
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

/** A TransferComplete for another rollout than the one that has the device. */
function isOfOther(cause: DeviceEventRecord, { rollout }: Execution): boolean {
  if (cause.type !== 'transfer.completed') return false;
  const intent = parseTransferKey(cause.data.commandKey ?? '');
  return intent !== undefined && intent.rollout !== rollout;
}
