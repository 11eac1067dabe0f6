import {
  type Advance,
  advanceExecution,
  type Execution,
  type ExecutionContext,
  type ExecutionEvent,
  type ExecutionStore,
  executionContext,
  imagePath,
  isZone,
  occupiesDevice,
  type Rollout,
  refuseSend,
  untoldEvents,
  type Wait,
  waitsForDevice,
} from '#libs/domain';
import type { LookUp } from './look-up.ts';
import type { RecentRollouts } from './recent-rollouts.ts';
import { informOf, isConfigured, isTaken } from './rollout-facts.ts';
import type { ToldEvents } from './told-events.ts';
import type { Turn } from './turn.ts';

export interface RolloutParts {
  readonly store: ExecutionStore;
  readonly rollouts: RecentRollouts;
  readonly told: ToldEvents;
}

/** Steps within a turn, each of which follows from the one before; more than a handful of them are a mistake. */
const MOST_STEPS = 16;

/**
 * One rollout on the device of a turn. Each step is saved before anything is done about it: whatever dies, what was sent is
 * known. What it asks of the CPE is in `execution.asked`, and goes out when the turn is decided.
 */
export class DeviceRollout {
  private steps = 0;
  /** A TransferComplete was for something else. */
  isStranger = false;

  constructor(
    private readonly parts: RolloutParts,
    readonly rollout: Rollout,
    private present: Execution,
    readonly turn: Turn,
    private readonly look: LookUp,
  ) {}

  get execution(): Execution {
    return this.present;
  }

  /** Whether a reboot, or another file, has to wait. */
  get isUnderway(): boolean {
    return occupiesDevice(this.present);
  }

  /** Its wave has not begun: who begins that has its settled devices looked at. */
  get isForLater(): boolean {
    const { state, wave } = this.present;
    return state === 'eligible' && this.rollout.waves.find(({ number }) => number === wave)?.state === 'pending';
  }

  /** An Inform finds a device that waits only where nothing else goes first. */
  async hear(event: ExecutionEvent, isAtEnd = false): Promise<void> {
    const isHeld = event.type === 'informed' && waitsForDevice(this.present) && isTaken(this.turn, isAtEnd);
    if (!isHeld) await this.step(event);
    else if (isAtEnd) await this.noteWait({ for: 'busy' }, await this.context());
  }

  /** There is nothing else left to be done in the session. */
  async whenIdle(): Promise<void> {
    const { device } = this.turn;
    if (waitsForDevice(this.present)) await this.hear(informOf(device), true);
    else if (isConfigured(this.turn)) await this.step({ type: 'configured', sessionId: device.lastInform.sessionId });
  }

  async step(event: ExecutionEvent): Promise<void> {
    if (++this.steps > MOST_STEPS) throw new Error(`Rollout ${this.rollout.id} gets nowhere.`);
    const { store, told } = this.parts;
    const context = await this.context();
    const advance = await advanceExecution(store, this.present, event, context, (id) => told.has(id));
    this.present = executionIn(advance);
    if (event.type === 'informed') await this.noteWait(waitAfter(advance, context), context);
    const effects = advance.status === 'saved' ? advance.effects : [];
    if (effects.some((effect) => effect.do === 'tellUnsolicited')) this.isStranger = true;
    if (effects.some((effect) => effect.do === 'plan')) await this.plan();
  }

  /** For people: what keeps the device waiting, saved when it is another thing than before. */
  private async noteWait(wait: Wait | undefined, context: ExecutionContext): Promise<void> {
    // Whose wave has not begun costs nothing.
    if (wait === undefined || this.present.state === 'eligible') return;
    const { store, told } = this.parts;
    const event = { type: 'held', wait } as const;
    this.present = executionIn(await advanceExecution(store, this.present, event, context, (id) => told.has(id)));
  }

  async context(): Promise<ExecutionContext> {
    const { rollout, turn, present } = this;
    const ids = [rollout.document.image, ...present.path.map(({ image }) => image)];
    const reportedZone = await this.reportedZone();
    return executionContext(present, {
      rollout,
      device: turn.device,
      nowMs: turn.nowMs,
      images: await this.parts.rollouts.imagesOf([...new Set(ids)]),
      ...(reportedZone !== undefined && { reportedZone }),
    });
  }

  /** To be published with what else the turn tells. */
  untold(): ReturnType<typeof untoldEvents> {
    return untoldEvents(this.present).filter(({ id }) => !this.parts.told.has(id));
  }

  /** With the way to the target the Inform means something. */
  private async plan(): Promise<void> {
    const { document } = this.rollout;
    const { device } = this.turn;
    const { rollouts } = this.parts;
    const target = (await rollouts.imagesOf([document.image])).get(document.image);
    const path =
      target === undefined
        ? ({ kind: 'refused', reason: 'notReleased', detail: 'The image is not there any more.' } as const)
        : imagePath(target, await rollouts.allReleased(), device, document);
    await this.step({ type: 'planned', path });
    await this.step(informOf(device));
  }

  /** TR-098 has the rules of the zone in `LocalTimeZoneName`, and the offset of today in `LocalTimeZone`. */
  private async reportedZone(): Promise<string | undefined> {
    if (!this.rollout.document.windows?.length) return undefined;
    const { root } = this.turn.device.dataModel;
    const paths = [`${root}Time.LocalTimeZoneName`, `${root}Time.LocalTimeZone`];
    const known = await this.look.parameters(paths);
    return paths.map((path) => known.get(path)?.value ?? '').find(isZone);
  }
}

/** What an Inform was not enough for; undefined where something follows from it. */
function waitAfter(advance: Advance, context: ExecutionContext): Wait | undefined {
  if (advance.status === 'noPermit') {
    const { group } = advance;
    return group === undefined ? { for: 'noPermit' } : { for: 'groupFull', group };
  }
  const { after } = advance;
  const refused = waitsForDevice(after) ? refuseSend(after, context) : undefined;
  return refused && { for: refused };
}

function executionIn(advance: Advance): Execution {
  return advance.status === 'saved' ? advance.after : advance.before;
}
