import {
  type Clock,
  type Command,
  type CommandStore,
  type DeviceEventRecord,
  type DeviceStore,
  type EventBus,
  type Execution,
  holdsDevice,
  type ModelStore,
  nextLookMs,
  type ReadyCommand,
  type ReadyCommands,
  type ReportedStore,
  RevisionConflict,
  type SettledMarks,
  type Signals,
} from '#libs/domain';
import { allDone } from './all-done.ts';
import { decideNext, type LoadContext, rebootsAfter } from './decide-next.ts';
import type { DeviceRollout } from './device-rollout.ts';
import type { DeviceSecrets } from './device-secrets.ts';
import type { FilePlaces } from './file-places.ts';
import type { FollowRollouts } from './follow-rollouts.ts';
import type { GiveLogin } from './give-login.ts';
import { handleEvent, isSentAgain } from './handle-event.ts';
import { keepModelSchema, keepModels, keepReported } from './learn.ts';
import type { LookAtDevice } from './look-at-device.ts';
import { LookUp } from './look-up.ts';
import { type KnownDevice, RecentDevices } from './recent-devices.ts';
import type { RecentModels } from './recent-models.ts';
import { hasRebooted, rolloutRpc } from './rollout-rpc.ts';
import type { Turn } from './turn.ts';

/** Events after which a gateway waits for a decision. */
const DECIDES: ReadonlySet<DeviceEventRecord['type']> = new Set([
  'device.informed',
  'rpc.answered',
  'transfer.completed',
  'du.changed',
  'download.requested',
  'device.kicked',
  'command.queued',
  'command.overdue',
  'reconcile.requested',
]);

/** They come without a session: then nobody waits, and the next session is decided for when it comes. */
const SESSIONLESS: ReadonlySet<DeviceEventRecord['type']> = new Set([
  'command.queued',
  'command.overdue',
  'reconcile.requested',
]);

const HANDLED: ReadonlySet<DeviceEventRecord['type']> = new Set([
  ...DECIDES,
  'rpc.sent',
  'session.ended',
  'command.cancelled',
]);

/**
 * Keeps the twin of a device and says what is sent to it next. One event at a time per device; handling one twice does
 * nothing the second time.
 */
export class ProvisionDevice {
  private readonly recent = new RecentDevices();

  constructor(
    private readonly bus: EventBus,
    private readonly devices: DeviceStore,
    private readonly reported: ReportedStore,
    private readonly commands: CommandStore,
    private readonly models: ModelStore,
    private readonly ready: ReadyCommands,
    private readonly settled: SettledMarks,
    private readonly signals: Signals,
    private readonly clock: Clock,
    private readonly recentModels: RecentModels,
    private readonly secrets: DeviceSecrets,
    private readonly lookAtDevice: LookAtDevice,
    private readonly places: FilePlaces,
    private readonly logins: GiveLogin,
    private readonly rollouts: FollowRollouts,
  ) {}

  async handle(event: DeviceEventRecord): Promise<void> {
    // The turn that queued it has decided with it already.
    if (event.type === 'command.queued' && event.data.origin === 'system' && this.recent.has(event)) return;
    const known = this.recent.take(event);
    if (!HANDLED.has(event.type)) return;
    // A settled device needs nothing: this is the whole work for nearly all Informs.
    if (event.type === 'device.informed' && event.data.settled) return;
    if (known !== undefined && (await this.workedIn(event, known))) return;
    await this.workIn(event);
  }

  /** Others handled events of our devices, or may have. */
  forgetKnown(): void {
    this.recent.forgetAll();
  }

  /** False when what was known does not hold any more. */
  private async workedIn(event: DeviceEventRecord, known: KnownDevice): Promise<boolean> {
    try {
      return await this.workIn(event, known);
    } catch (error) {
      if (error instanceof RevisionConflict) return false;
      throw error;
    }
  }

  /** False when nothing was done: what is known must be read first. */
  private async workIn(event: DeviceEventRecord, known?: KnownDevice): Promise<boolean> {
    const keep = this.recent.keeper(event.deviceId);
    const look = new LookUp(event.deviceId, this.reported, this.recentModels, this.secrets, this.places, known?.tree);
    const { type } = event;
    const open = known ? Promise.resolve(known.open) : this.commands.open(event.deviceId);
    // Most RPCs are followed by others of their command, of which nothing new is to be kept.
    if (type === 'rpc.sent' && isSentAgain(event, await open)) {
      if (known) keep(known);
      return true;
    }
    const execution = known ? known.execution : this.rollouts.find(event.deviceId);
    const [turn, found] = await Promise.all([this.load(event, open, look, known), execution]);
    if (turn === undefined) return true;
    const after = await this.save(turn, event, look, known, found);
    if (after === undefined) return false;
    if (type !== 'session.ended') keep(after);
    return true;
  }

  private async load(
    event: DeviceEventRecord,
    open: Promise<readonly Command[]>,
    look: LookUp,
    known: KnownDevice | undefined,
  ): Promise<Turn | undefined> {
    const { deviceId } = event;
    const [device, commands] = await Promise.all([
      known?.device ?? this.devices.get(deviceId),
      open,
      // Before anything is saved: the next Inform must not pass as settled, whatever becomes of the rest.
      unsettles(event) && known?.isMarked !== false ? this.settled.clear(deviceId) : undefined,
    ]);
    const turn = await handleEvent(event, device, commands, this.clock.now(), look);
    if (turn) await this.logins.workIn(turn, event, device);
    return turn;
  }

  /** Undefined, and nothing done, when what is to be sent may have been cancelled since it was read. */
  private async save(
    turn: Turn,
    event: DeviceEventRecord,
    look: LookUp,
    known: KnownDevice | undefined,
    execution: Execution | undefined,
  ): Promise<KnownDevice | undefined> {
    const decides = DECIDES.has(event.type);
    const upgrade = await this.rollouts.follow(turn, execution, look);
    const epoch = looks(event, turn) ? await this.lookAtDevice.look(turn, look, upgrade?.isUnderway) : undefined;
    const next = decides ? await this.decide(turn, look, epoch !== undefined, upgrade) : undefined;
    if (next !== undefined && known !== undefined && mayBeCancelled(next, known)) return undefined;
    await this.publish(turn, upgrade);
    const saved = await this.saveInOrder(turn, event, look);
    const isMarked = decides && (await this.tell(turn, event, next, epoch, upgrade));
    const tree = look.wholeAfter(turn);
    return { ...saved, isMarked, ...(tree && { tree }), ...(upgrade && { execution: upgrade.execution }) };
  }

  private async publish(turn: Turn, upgrade: DeviceRollout | undefined): Promise<void> {
    const drafts = [...turn.drafts, ...(upgrade?.untold() ?? [])];
    if (drafts.length === 0) return;
    await this.bus.publish(drafts);
    this.rollouts.told(drafts);
  }

  /** What a rollout asks goes first: it has a permit, and others wait for that. */
  private async decide(
    turn: Turn,
    look: LookUp,
    isLooking: boolean,
    upgrade: DeviceRollout | undefined,
  ): ReturnType<typeof decideNext> {
    if (upgrade === undefined || turn.device.lastInform.confined) {
      return this.decideOwn(turn, look, isLooking, upgrade !== undefined);
    }
    if (rebootsAfter(turn) || hasRebooted(upgrade)) return undefined;
    const asked = await rolloutRpc(upgrade, this.places);
    if (asked !== undefined) return asked;
    const next = await this.decideOwn(turn, look, isLooking, upgrade.isUnderway);
    if (next !== undefined || rebootsAfter(turn) || !isInSession(turn)) return next;
    await upgrade.whenIdle();
    return rolloutRpc(upgrade, this.places);
  }

  /** What needed no RPC any more may have changed what is known. Ends, for a session has so many plans. */
  private async decideOwn(
    turn: Turn,
    look: LookUp,
    isLooking: boolean,
    isUpgraded: boolean,
  ): ReturnType<typeof decideNext> {
    const load: LoadContext = (command, answer) => look.context(turn, command, answer);
    for (;;) {
      const finished = turn.finished.length;
      const next = await decideNext(turn, load, isUpgraded);
      if (!isLooking || turn.finished.length === finished) return next;
      await this.lookAtDevice.look(turn, look, isUpgraded);
    }
  }

  /**
   * By what is saved last, an event that is delivered again is known to be worked in: by the device for an Inform, else by
   * the command it is about. All the rest must be there by then, in whatever order; but a plan is open for as long as the
   * device's document does not say what came of it.
   */
  private async saveInOrder(
    turn: Turn,
    event: DeviceEventRecord,
    look: LookUp,
  ): Promise<Pick<KnownDevice, 'device' | 'open'>> {
    const { unsavedDevice, unsavedCommands } = turn;
    const saved = new Map<string, Command>();
    let { device } = turn;
    const saveDevice = async () => {
      if (unsavedDevice) device = await this.devices.save(unsavedDevice);
    };
    const add = async (command: Command) => saved.set(command.id, (await this.commands.add(command)).command);
    const save = async (command: Command) => saved.set(command.id, await this.commands.save(command));
    const isInform = event.type === 'device.informed';
    // The one the event is about was changed first.
    const about = isInform ? undefined : unsavedCommands[0];
    const plans = unsavedCommands.filter((command) => command !== about && isFinishedPlan(command));
    const others = unsavedCommands.filter((command) => command !== about && !plans.includes(command));
    await allDone([
      keepReported(turn, this.reported, look),
      keepModels(turn, this.models, this.recentModels),
      keepModelSchema(turn, look, this.models, this.recentModels),
      isInform ? undefined : saveDevice(),
      ...turn.newCommands.map(add),
      ...others.map(save),
    ]);
    if (isInform) await saveDevice();
    await allDone(plans.map(save));
    if (about) await save(about);
    return { device, open: turn.open().map((command) => saved.get(command.id) ?? command) };
  }

  /** Whether the device was marked as settled. */
  private async tell(
    turn: Turn,
    event: DeviceEventRecord,
    command: ReadyCommand | undefined,
    epoch: number | undefined,
    upgrade: DeviceRollout | undefined,
  ): Promise<boolean> {
    const { id, lastInform } = turn.device;
    if (SESSIONLESS.has(event.type) && (await this.ready.read(id)) === undefined) return false;
    const isIdle = upgrade === undefined || upgrade.isForLater || !holdsDevice(upgrade.execution);
    const isSettled = command === undefined && epoch !== undefined && isIdle && needsNothing(turn);
    if (isSettled) await this.mark(turn, epoch);
    await this.ready.decide(id, { upTo: event.position, ...(command ? { command } : {}) });
    const gateway = 'gateway' in event.data ? event.data.gateway : lastInform.gateway;
    await this.signals.send(`gateway.${gateway}`, `${id} ${event.position}`);
    return isSettled;
  }

  private mark({ device, nowMs }: Turn, epoch: number): Promise<void> {
    const { id, lastInform, sync } = device;
    const lapsesAtMs = sync && nextLookMs(sync, nowMs);
    return this.settled.mark(id, { fingerprint: lastInform.fingerprint, epoch }, lapsesAtMs);
  }
}

/** Operators may cancel what was not sent yet. */
function mayBeCancelled({ commandId }: ReadyCommand, { open }: KnownDevice): boolean {
  return open.some(({ id, state }) => id === commandId && state === 'queued');
}

function isFinishedPlan({ spec, finishedAt }: Command): boolean {
  return spec.kind === 'reconcile' && finishedAt !== undefined;
}

function needsNothing(turn: Turn): boolean {
  const { state } = turn.device.discovery;
  return turn.open().length === 0 && (state === 'complete' || state === 'partial');
}

/** In a session, and whenever a plan came to its end: what it did must not be forgotten. */
function looks(event: DeviceEventRecord, turn: Turn): boolean {
  if (turn.device.lastInform.confined) return false;
  if (DECIDES.has(event.type) && !SESSIONLESS.has(event.type)) return true;
  return turn.finished.some(({ command }) => command.spec.kind === 'reconcile');
}

/** The CPE is there to be asked something. */
function isInSession({ cause, device }: Turn): boolean {
  return 'sessionId' in cause.data && cause.data.sessionId === device.lastInform.sessionId;
}

/** The orderly end of a session says nothing new: the mark that was made in it stays. */
function unsettles(event: DeviceEventRecord): boolean {
  return DECIDES.has(event.type) || (event.type === 'session.ended' && event.data.reason !== 'done');
}
