import {
  type Clock,
  type Command,
  type CommandContext,
  type CommandStore,
  type DeviceId,
  type DeviceStore,
  type EventBus,
  type EventRecord,
  type ModelStore,
  modelKeyOf,
  programOf,
  type ReadyCommands,
  type ReportedParameter,
  type ReportedStore,
  type RpcAnswer,
  type SettledMarks,
  type Signals,
  unknownModel,
} from '#libs/domain';
import { decideNext } from './decide-next.ts';
import { handleEvent } from './handle-event.ts';
import { keep } from './learn.ts';
import { Turn } from './turn.ts';

/** Parameters a command's program may look at; a larger subtree is cut. */
const MAX_REPORTED = 20_000;

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
]);

/** They come without a session: then nobody waits, and the next session is decided for when it comes. */
const SESSIONLESS: ReadonlySet<EventRecord['type']> = new Set(['command.queued', 'command.overdue']);

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
  ) {}

  async handle(event: EventRecord): Promise<void> {
    if (!HANDLED.has(event.type)) return;
    // A settled device needs nothing: this is the whole work for nearly all Informs.
    if (event.type === 'device.informed' && event.data.settled) return;
    // The mark goes first: the next Inform must not pass as settled, whatever becomes of the rest.
    if (unsettles(event)) await this.settled.clear(event.deviceId);
    const turn = await this.load(event);
    if (turn === undefined) return;
    await this.save(turn, event);
  }

  private async load(event: EventRecord): Promise<Turn | undefined> {
    const { deviceId } = event;
    const [device, open] = await Promise.all([this.devices.get(deviceId), this.commands.open(deviceId)]);
    return handleEvent(event, device, open, this.clock.now(), {
      reported: this.reported,
      context: (turn, command, answer) => this.context(turn, command, answer),
    });
  }

  private async save(turn: Turn, event: EventRecord): Promise<void> {
    const decides = DECIDES.has(event.type);
    const next = decides ? await decideNext(turn, (command, answer) => this.context(turn, command, answer)) : undefined;
    if (turn.drafts.length > 0) await this.bus.publish(turn.drafts);
    await keep(turn, this.reported, this.models);
    await this.saveInOrder(turn, event);
    if (!decides) return;
    await this.tell(turn, event, next);
  }

  /**
   * By what is saved last, an event that is delivered again is known to be worked in: by the device for an Inform, else by
   * the command it is about. All the rest must be there by then.
   */
  private async saveInOrder(turn: Turn, event: EventRecord): Promise<void> {
    const { unsavedDevice } = turn;
    const deviceIsLast = event.type === 'device.informed';
    if (unsavedDevice && !deviceIsLast) await this.devices.save(unsavedDevice);
    for (const command of turn.newCommands) await this.commands.add(command);
    // The one the event is about was changed first.
    for (const command of turn.unsavedCommands.toReversed()) await this.commands.save(command);
    if (unsavedDevice && deviceIsLast) await this.devices.save(unsavedDevice);
  }

  private async tell(turn: Turn, event: EventRecord, command: Awaited<ReturnType<typeof decideNext>>): Promise<void> {
    const { id, lastInform, discovery } = turn.device;
    if (SESSIONLESS.has(event.type) && (await this.ready.read(id)) === undefined) return;
    if (
      command === undefined &&
      turn.open().length === 0 &&
      (discovery.state === 'complete' || discovery.state === 'partial')
    ) {
      await this.settled.mark(id, { fingerprint: lastInform.fingerprint, epoch: await this.settled.epoch() });
    }
    await this.ready.decide(id, { upTo: event.position, ...(command ? { command } : {}) });
    await this.signals.send(`gateway.${'gateway' in event.data ? event.data.gateway : lastInform.gateway}`, id);
  }

  private async context(turn: Turn, command: Command, answer: RpcAnswer | 'lost' | undefined): Promise<CommandContext> {
    const key = modelKeyOf(turn.device);
    const paths = programOf(command).needs?.(command as never, answer) ?? [];
    const [model, reported] = await Promise.all([this.models.get(key), this.readAll(turn.device.id, paths)]);
    return { device: turn.device, model: model ?? unknownModel(key), reported, nowMs: turn.nowMs };
  }

  private async readAll(id: DeviceId, paths: readonly string[]): Promise<readonly ReportedParameter[]> {
    const leaves = paths.filter((path) => !path.endsWith('.'));
    const objects = paths.filter((path) => path.endsWith('.'));
    const found = leaves.length > 0 ? [...(await this.reported.lookup(id, leaves))] : [];
    for (const path of objects) found.push(...(await this.reported.read(id, { path, limit: MAX_REPORTED })));
    return found;
  }
}

/** The orderly end of a session says nothing new: the mark that was made in it stays. */
function unsettles(event: EventRecord): boolean {
  return DECIDES.has(event.type) || (event.type === 'session.ended' && event.data.reason !== 'done');
}
