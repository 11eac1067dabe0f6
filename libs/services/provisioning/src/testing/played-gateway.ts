import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import { EVENT, type InformEvent, type ParameterValue } from '#libs/cwmp';
import {
  type AnyNewEvent,
  CapabilityCatalog,
  type Command,
  type CommandSpec,
  commandId,
  type Device,
  type DeviceEventRecord,
  type DeviceId,
  type DeviceInformed,
  deviceIdOf,
  type EventRecord,
  type Events,
  type EventType,
  type InFlight,
  type InformLogin,
  informFingerprint,
  isDeviceEvent,
  newCommand,
  openSession,
  type ProfileDocument,
  type RpcAnswer,
  type Session,
  type SessionEndReason,
  type SyncState,
  settlingMark,
  timestamp,
} from '#libs/domain';
import { FileUrls, Vault } from '#libs/platform';
import { eventually, ManualClock } from '#libs/testing/port-contracts';
import { DeviceSecrets } from '../device-secrets.ts';
import { FilePlaces } from '../file-places.ts';
import { FollowRollouts } from '../follow-rollouts.ts';
import { GiveLogin } from '../give-login.ts';
import { LookAtDevice, type SyncLimits } from '../look-at-device.ts';
import { ProvisionDevice } from '../provision-device.ts';
import { RecentModels } from '../recent-models.ts';
import { RecentProfiles } from '../recent-profiles.ts';
import { RecentRollouts } from '../recent-rollouts.ts';
import { SweepOverdue } from '../sweep-overdue.ts';
import { commandEvent } from '../turn.ts';
import type { SmallCpe } from './small-cpe.ts';

export const IDENTITY = { manufacturer: 'Acme', oui: '00A0B1', productClass: 'Router', serialNumber: '1' };
const RETENTION_DAYS = 30;
const FILES = { url: 'http://files.example.net:7558', lifetimeMs: 3_600_000 };
const LIMITS: SyncLimits = { changesPerDay: 50, deletesPerDay: 20, rebootsPerDay: 1, auditIntervalMs: 24 * 3_600_000 };
const NO_CAPABILITIES = new CapabilityCatalog({
  groups: [],
  capabilities: {},
  locators: {},
  overrides: [],
  uniqueKeys: {},
});

export interface PlayOptions {
  /** Every event is handled twice in a row. */
  readonly twice?: boolean;
  /** Puts something between provisioning and its adapters. */
  readonly through?: (adapters: EmbeddedAdapters) => EmbeddedAdapters;
  readonly catalog?: CapabilityCatalog;
  readonly limits?: Partial<SyncLimits>;
}

export interface InformOptions {
  readonly events?: readonly (string | InformEvent)[];
  readonly parameters?: readonly ParameterValue[];
  readonly retryCount?: number;
  readonly identity?: typeof IDENTITY;
  /** What the session has proved. */
  readonly login?: InformLogin;
}

/** Stands where the gateway stands: publishes what a CPE says, and takes what provisioning made ready. */
export class PlayedGateway {
  /** All events in the order in which they were handled, each once. */
  readonly events: DeviceEventRecord[] = [];
  readonly errors: unknown[] = [];
  private sessions = 0;
  private queued = 0;

  private constructor(
    readonly adapters: EmbeddedAdapters,
    readonly clock: ManualClock,
    readonly provision: ProvisionDevice,
    readonly sweep: SweepOverdue,
    twice: boolean,
  ) {
    const handle = async (event: EventRecord) => {
      if (!isDeviceEvent(event)) return;
      this.events.push(event);
      await provision.handle(event);
      if (twice) await provision.handle(event);
    };
    adapters.eventBus.subscribe('provisioning', handle, { onDeadLetter: (_, error) => this.errors.push(error) });
  }

  static async open(options: PlayOptions = {}): Promise<PlayedGateway> {
    const clock = new ManualClock();
    const adapters = await openEmbedded({ dataDir: ':memory:', clock });
    const a = options.through?.(adapters) ?? adapters;
    const models = new RecentModels(a.modelStore, a.deviceStore, clock);
    const vault = new Vault([{ id: 'k1', key: Buffer.alloc(32, 7) }]);
    const secrets = new DeviceSecrets(a.secretStore, vault);
    const profiles = new RecentProfiles(a.profileStore, a.settledMarks);
    const { catalog = NO_CAPABILITIES } = options;
    const provision = new ProvisionDevice(
      a.eventBus,
      a.deviceStore,
      a.reportedStore,
      a.commandStore,
      a.modelStore,
      a.readyCommands,
      a.settledMarks,
      a.signals,
      clock,
      models,
      secrets,
      new LookAtDevice(profiles, secrets, models, catalog, { ...LIMITS, ...options.limits }),
      new FilePlaces(a.imageCatalog, new FileUrls(vault, clock, FILES)),
      new GiveLogin(a.accessStore, vault, a.signals),
      new FollowRollouts(a.executionStore, new RecentRollouts(a.rolloutStore, a.imageCatalog, clock)),
    );
    const sweep = new SweepOverdue(a.commandStore, a.eventBus, clock, RETENTION_DAYS);
    return new PlayedGateway(adapters, clock, provision, sweep, options.twice ?? false);
  }

  async close(): Promise<void> {
    await this.adapters.close();
    expect(this.errors).toEqual([]);
  }

  /** Publishes, and waits until it and all that follows from it is handled. */
  async publish<T extends EventType>(id: string, type: T, data: Events[T], deviceId = ID): Promise<number> {
    const event = { id, type, deviceId, time: timestamp(this.clock.now()), data } as AnyNewEvent;
    const position = await this.adapters.eventBus.publish([event]);
    await this.handled();
    return position;
  }

  handled(): Promise<void> {
    return eventually('all events are handled', async () => {
      expect(this.errors).toEqual([]);
      return (await this.adapters.eventBus.lag('provisioning')) === 0;
    });
  }

  async inform(options: InformOptions = {}): Promise<Visit> {
    const { identity = IDENTITY, parameters = [], retryCount = 0 } = options;
    const deviceId = deviceIdOf(identity);
    if (deviceId === undefined) throw new Error('The CPE has no identity.');
    this.clock.advance(1_000);
    const { sessionStore, settledMarks } = this.adapters;
    const { session: opening } = openSession({
      sessionId: `session-number-${++this.sessions}`,
      deviceId,
      gateway: 'gateway-1',
      connection: `c${this.sessions}`,
      namespace: 'urn:dslforum-org:cwmp-1-2',
      version: '1.2',
      holdRequests: false,
      nowMs: this.clock.now(),
      timeoutMs: 30_000,
    });
    const events = (options.events ?? [EVENT.periodic]).map((event) =>
      typeof event === 'string' ? { eventCode: event, commandKey: '' } : event,
    );
    const fingerprint = informFingerprint(parameters);
    const mark = settlingMark(events, fingerprint, await settledMarks.epoch());
    const opened = await sessionStore.open(opening, mark);
    const { settled } = opened.session;
    const thin = { sessionId: opening.id, gateway: 'gateway-1', identity, events, retryCount, settled };
    const login = options.login === undefined ? {} : { login: options.login };
    const rest = { version: '1.2' as const, currentTime: '', fingerprint, parameters, ...login };
    const informed: DeviceInformed = settled ? thin : { ...thin, ...rest };
    const lastPosition = await this.publish(`${opening.id}:informed`, 'device.informed', informed, deviceId);
    const session = await sessionStore.save({ ...opened.session, lastPosition });
    if (session === undefined) throw new Error('The session is gone.');
    return new Visit(this, session);
  }

  /** As the API queues a command. */
  async queue(spec: CommandSpec, expiresInS = 3_600): Promise<Command> {
    const nowMs = this.clock.now();
    const id = commandId(nowMs, new Uint8Array(10).fill(++this.queued));
    const { command } = await this.adapters.commandStore.add(
      newCommand({ id, deviceId: ID, origin: 'operator', spec, nowMs, expiresInS }),
    );
    await this.publish(`${id}:queued`, 'command.queued', commandEvent(command));
    return command;
  }

  /** Puts a profile in force, as the API does it. */
  async publishProfile(name: string, document: Partial<ProfileDocument>): Promise<void> {
    const { profileStore, settledMarks } = this.adapters;
    const known = await profileStore.get(name);
    const number = (known?.latest ?? 0) + 1;
    const whole: ProfileDocument = { priority: 100, selector: {}, entries: [], ...document };
    const createdAt = timestamp(this.clock.now());
    await profileStore.add({ profile: name, number, document: whole, author: 'ada', message: '', createdAt });
    await settledMarks.raiseEpoch(await profileStore.publish(name, number, known?.published));
  }

  async sync(id = ID): Promise<SyncState> {
    const { sync } = await this.device(id);
    if (sync === undefined) throw new Error('The device was not looked at.');
    return sync;
  }

  /** Has the CPE come with these events until there is nothing left to do. */
  async visit(cpe: SmallCpe, options: InformOptions = {}): Promise<void> {
    const visit = await this.inform(options);
    await visit.serve(cpe);
    await visit.end('done');
  }

  async device(id = ID): Promise<Device> {
    const device = await this.adapters.deviceStore.get(id);
    if (device === undefined) throw new Error(`There is no device ${id}.`);
    return device;
  }

  async command({ id }: Pick<Command, 'id'>): Promise<Command> {
    const command = await this.adapters.commandStore.get(id);
    if (command === undefined) throw new Error(`There is no command ${id}.`);
    return command;
  }

  /** All commands of the device, newest first. */
  async commands(id = ID): Promise<readonly Command[]> {
    return (await this.adapters.commandStore.list({ deviceId: id, limit: 100 })).commands;
  }

  async value(path: string): Promise<string | undefined> {
    const [found] = await this.adapters.reportedStore.lookup(ID, [path]);
    return found?.value;
  }

  of<T extends EventType>(type: T): Extract<DeviceEventRecord, { type: T }>[] {
    return this.events.filter((event): event is Extract<DeviceEventRecord, { type: T }> => event.type === type);
  }

  /** Types of the events that provisioning published. */
  published(): string[] {
    const theirs = new Set(['device.informed', 'rpc.sent', 'rpc.answered', 'session.ended', 'transfer.completed']);
    return this.events.map(({ type }) => type).filter((type) => !theirs.has(type));
  }
}

/** One session of the CPE. */
export class Visit {
  constructor(
    private readonly gateway: PlayedGateway,
    private session: Session,
  ) {}

  get isSettled(): boolean {
    return this.session.settled;
  }

  get id(): string {
    return this.session.id;
  }

  /** Takes the next command and says that it is sent; undefined: 204. */
  async next(): Promise<InFlight | undefined> {
    const { sessionStore } = this.gateway.adapters;
    const claimed = await sessionStore.claim(this.session, this.gateway.clock.now());
    if (claimed === undefined) throw new Error('The session is over.');
    this.session = { ...claimed, rpcs: claimed.rpcs + 1 };
    const { inFlight } = claimed;
    if (inFlight) await this.publish(`sent:${inFlight.commandId}:${inFlight.step}`, 'rpc.sent', this.wire(inFlight));
    return inFlight;
  }

  async answer(answer: RpcAnswer): Promise<void> {
    const { inFlight, ...rest } = this.session;
    if (inFlight === undefined) throw new Error('Nothing is in flight.');
    const wire = this.wire(inFlight);
    this.session = rest;
    const data = { ...wire, gateway: 'gateway-1', answer, bytes: 100, durationMs: 1 };
    await this.publish(`answered:${wire.commandId}:${wire.step}`, 'rpc.answered', data);
  }

  /** Does all there is; returns the methods that were called. */
  async serve(cpe: SmallCpe): Promise<string[]> {
    const methods: string[] = [];
    for (let rpc = await this.next(); rpc !== undefined; rpc = await this.next()) {
      methods.push(rpc.request.method);
      if (methods.length > 50) throw new Error(`Endless: ${methods}`);
      await this.answer(cpe.answer(rpc.request));
    }
    return methods;
  }

  async transferComplete(commandKey: string, faultCode = 0): Promise<void> {
    const times = { startTime: '2026-01-01T00:00:00Z', completeTime: '2026-01-01T00:01:00Z' };
    const data = { sessionId: this.id, commandKey, fault: { faultCode, faultString: '' }, ...times };
    await this.publish(`transfer:${commandKey}`, 'transfer.completed', data);
  }

  async end(reason: SessionEndReason): Promise<void> {
    const { inFlight, rpcs } = this.session;
    await this.gateway.adapters.sessionStore.remove(this.id);
    // The orderly end of a settled session is not told.
    if (this.isSettled && reason === 'done') return;
    const lost = inFlight ? { inFlight: this.wire(inFlight) } : {};
    await this.publish('ended', 'session.ended', { sessionId: this.id, reason, durationMs: 1, rpcs, ...lost });
  }

  private async publish<T extends EventType>(what: string, type: T, data: Events[T]): Promise<void> {
    const lastPosition = await this.gateway.publish(`${this.id}:${what}`, type, data, this.session.deviceId);
    if (type !== 'rpc.sent') this.session = { ...this.session, lastPosition };
  }

  private wire({ commandId: id, step, request }: InFlight) {
    return { sessionId: this.id, commandId: id, step, method: request.method };
  }
}

export const ID = deviceIdOf(IDENTITY) as DeviceId;
