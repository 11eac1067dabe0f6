import {
  type Clock,
  type Command,
  type CommandStore,
  type DeviceStore,
  type EventBus,
  type EventRecord,
  type ModelStore,
  nextLookMs,
  type ReadyCommands,
  type ReportedStore,
  type SettledMarks,
  type Signals,
} from '#libs/domain';
import { allDone } from './all-done.ts';
import { decideNext, type LoadContext } from './decide-next.ts';
import type { DeviceSecrets } from './device-secrets.ts';
import { handleEvent, isSentAgain } from './handle-event.ts';
import { keepModelSchema, keepModels, keepReported } from './learn.ts';
import type { LookAtDevice } from './look-at-device.ts';
import { LookUp } from './look-up.ts';
import type { RecentModels } from './recent-models.ts';
import type { Turn } from './turn.ts';

/** Events after which a gateway waits for a decision. */
const DECIDES: ReadonlySet<EventRecord['type']> = new Set([
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
const SESSIONLESS: ReadonlySet<EventRecord['type']> = new Set([
  'command.queued',
  'command.overdue',
  'reconcile.requested',
]);

const HANDLED: ReadonlySet<EventRecord['type']> = new Set([
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
  ) {}

  async handle(event: EventRecord): Promise<void> {
    if (!HANDLED.has(event.type)) return;
    // A settled device needs nothing: this is the whole work for nearly all Informs.
    if (event.type === 'device.informed' && event.data.settled) return;
    const look = new LookUp(event.deviceId, this.reported, this.recentModels, this.secrets);
    const turn = await this.load(event, look);
    if (turn === undefined) return;
    await this.save(turn, event, look);
  }

  private async load(event: EventRecord, look: LookUp): Promise<Turn | undefined> {
    const { deviceId } = event;
    const open = this.commands.open(deviceId);
    // Most RPCs are followed by others of their command, of which nothing new is to be kept.
    if (event.type === 'rpc.sent' && isSentAgain(event, await open)) return undefined;
    const [device, commands] = await Promise.all([
      this.devices.get(deviceId),
      open,
      // Before anything is saved: the next Inform must not pass as settled, whatever becomes of the rest.
      unsettles(event) ? this.settled.clear(deviceId) : undefined,
    ]);
    return handleEvent(event, device, commands, this.clock.now(), look);
  }

  private async save(turn: Turn, event: EventRecord, look: LookUp): Promise<void> {
    const decides = DECIDES.has(event.type);
    const load: LoadContext = (command, answer) => look.context(turn, command, answer);
    const epoch = looks(event, turn) ? await this.lookAtDevice.look(turn) : undefined;
    const next = decides ? await this.decide(turn, load, epoch !== undefined) : undefined;
    if (turn.drafts.length > 0) await this.bus.publish(turn.drafts);
    await this.saveInOrder(turn, event, look);
    if (!decides) return;
    await this.tell(turn, event, next, epoch);
  }

  /** What needed no RPC any more may have changed what is known. Ends, for a session has so many plans. */
  private async decide(turn: Turn, load: LoadContext, looks: boolean): ReturnType<typeof decideNext> {
    for (;;) {
      const finished = turn.finished.length;
      const next = await decideNext(turn, load);
      if (!looks || turn.finished.length === finished) return next;
      await this.lookAtDevice.look(turn);
    }
  }

  /**
   * By what is saved last, an event that is delivered again is known to be worked in: by the device for an Inform, else by
   * the command it is about. All the rest must be there by then, in whatever order; but a plan is open for as long as the
   * device's document does not say what came of it.
   */
  private async saveInOrder(turn: Turn, event: EventRecord, look: LookUp): Promise<void> {
    const { unsavedDevice, unsavedCommands } = turn;
    const saveDevice = () => unsavedDevice && this.devices.save(unsavedDevice);
    const isInform = event.type === 'device.informed';
    // The one the event is about was changed first.
    const about = isInform ? undefined : unsavedCommands[0];
    const plans = unsavedCommands.filter((command) => command !== about && isFinishedPlan(command));
    const others = unsavedCommands.filter((command) => command !== about && !plans.includes(command));
    await allDone([
      keepReported(turn, this.reported, look),
      keepModels(turn, this.models, this.recentModels),
      keepModelSchema(turn, this.reported, this.models),
      isInform ? undefined : saveDevice(),
      ...turn.newCommands.map((command) => this.commands.add(command)),
      ...others.map((command) => this.commands.save(command)),
    ]);
    if (isInform) await saveDevice();
    await allDone(plans.map((command) => this.commands.save(command)));
    if (about) await this.commands.save(about);
  }

  private async tell(
    turn: Turn,
    event: EventRecord,
    command: Awaited<ReturnType<typeof decideNext>>,
    epoch: number | undefined,
  ): Promise<void> {
    const { id, lastInform } = turn.device;
    if (SESSIONLESS.has(event.type) && (await this.ready.read(id)) === undefined) return;
    if (command === undefined && epoch !== undefined && needsNothing(turn)) await this.mark(turn, epoch);
    await this.ready.decide(id, { upTo: event.position, ...(command ? { command } : {}) });
    const gateway = 'gateway' in event.data ? event.data.gateway : lastInform.gateway;
    await this.signals.send(`gateway.${gateway}`, `${id} ${event.position}`);
  }

  private mark({ device, nowMs }: Turn, epoch: number): Promise<void> {
    const { id, lastInform, sync } = device;
    const lapsesAtMs = sync && nextLookMs(sync, nowMs);
    return this.settled.mark(id, { fingerprint: lastInform.fingerprint, epoch }, lapsesAtMs);
  }
}

function isFinishedPlan({ spec, finishedAt }: Command): boolean {
  return spec.kind === 'reconcile' && finishedAt !== undefined;
}

function needsNothing(turn: Turn): boolean {
  const { state } = turn.device.discovery;
  return turn.open().length === 0 && (state === 'complete' || state === 'partial');
}

/** In a session, and whenever a plan came to its end: what it did must not be forgotten. */
function looks(event: EventRecord, turn: Turn): boolean {
  if (DECIDES.has(event.type) && !SESSIONLESS.has(event.type)) return true;
  return turn.finished.some(({ command }) => command.spec.kind === 'reconcile');
}

/** The orderly end of a session says nothing new: the mark that was made in it stays. */
function unsettles(event: EventRecord): boolean {
  return DECIDES.has(event.type) || (event.type === 'session.ended' && event.data.reason !== 'done');
}
