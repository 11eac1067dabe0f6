import { EVENT, type ParameterValue } from '#libs/cwmp';
import {
  advanceExecution,
  type Execution,
  executionContext,
  type Image,
  newExecution,
  type Rollout,
  type RolloutDocument,
  type RolloutId,
  timestamp,
} from '#libs/domain';
import { ID, type InformOptions, type PlayedGateway } from './played-gateway.ts';
import { METHODS, SmallCpe } from './small-cpe.ts';

const ROLLOUT = 'rollout001' as RolloutId;
export const KEY = `F.${ROLLOUT}.1.1`;
export const STATUS = 'Device.PPP.Interface.1.Status';
const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const DAY_MS = 24 * 3_600_000;

/** A device that is known, runs 1.0 and lists its transfers, and a rollout of 2.0 that it is in. */
export class PlayedRollout {
  readonly cpe = new SmallCpe({ [VERSION]: '1.0', [STATUS]: 'Up' }, [
    ...METHODS,
    'FactoryReset',
    'GetAllQueuedTransfers',
  ]);

  private constructor(readonly gateway: PlayedGateway) {}

  static async begin(gateway: PlayedGateway, document: Partial<RolloutDocument> = {}): Promise<PlayedRollout> {
    const played = new PlayedRollout(gateway);
    await gateway.visit(played.cpe, { events: [EVENT.bootstrap, EVENT.boot], parameters: played.parameters('1.0') });
    await played.start(document);
    return played;
  }

  private async start(more: Partial<RolloutDocument>): Promise<void> {
    const { adapters, clock } = this.gateway;
    const now = timestamp(clock.now());
    const deadlineAt = timestamp(clock.now() + 30 * DAY_MS);
    const document: RolloutDocument = {
      image: IMAGE.id,
      target: { filter: {}, mode: 'frozen' },
      waves: [{ size: { percent: 100 } }],
      permits: { cap: 1 },
      approval: false,
      deadlineAt,
      ...more,
    };
    await adapters.imageCatalog.add({ ...IMAGE, createdAt: now });
    const rollout: Rollout = {
      id: ROLLOUT,
      name: 'two',
      revision: 0,
      generation: 1,
      document,
      author: 'anna',
      status: { phase: 'running', since: now, by: 'anna' },
      waves: [{ number: 1, state: 'running', since: now, size: 1, buckets: 1, cap: 1 }],
      openedWave: 1,
      closedCells: [],
      createdAt: now,
    };
    await adapters.rolloutStore.add(rollout);
    await this.allow(1);
    const place = { rollout: ROLLOUT, wave: 1, bucket: 0 };
    await adapters.executionStore.enrol([
      newExecution({ ...place, deviceId: ID, cell: 'c', groups: [], now, deadlineAt }),
    ]);
    await adapters.settledMarks.clear(ID);
  }

  /** As many permits as that. */
  async allow(cap: number): Promise<void> {
    await this.gateway.adapters.executionStore.setPermits({ rollout: ROLLOUT, wave: 1, bucket: 0, cap, tolerance: 0 });
  }

  async change(change: Partial<Rollout>): Promise<void> {
    const { rolloutStore } = this.gateway.adapters;
    const rollout = await rolloutStore.get(ROLLOUT);
    if (rollout) await rolloutStore.save({ ...rollout, ...change });
    this.gateway.clock.advance(1_000);
  }

  async quarantine(): Promise<void> {
    const { imageCatalog } = this.gateway.adapters;
    const image = await imageCatalog.get(IMAGE.id);
    if (image) await imageCatalog.save({ ...image, state: 'quarantined' });
    this.gateway.clock.advance(1_000);
  }

  /** As the scheduler of rollouts does it. */
  async sweep(): Promise<void> {
    const { executionStore, rolloutStore } = this.gateway.adapters;
    const nowMs = this.gateway.clock.now();
    const rollout = await rolloutStore.get(ROLLOUT);
    for (const execution of await executionStore.due(timestamp(nowMs), 10)) {
      if (rollout === undefined) return;
      const context = executionContext(execution, { rollout, nowMs, images: new Map(), device: { attributes: {} } });
      await advanceExecution(executionStore, execution, { type: 'deadline' }, context);
    }
  }

  parameters(version = this.version): readonly ParameterValue[] {
    return [{ name: VERSION, value: version, type: 'string' }];
  }

  get version(): string {
    return this.cpe.values.get(VERSION)?.value ?? '';
  }

  runs(version: string): void {
    this.cpe.values.set(VERSION, { name: VERSION, value: version, type: 'string' });
  }

  inform(events: InformOptions['events'] = [EVENT.periodic], over: Partial<InformOptions> = {}) {
    return this.gateway.inform({ events, parameters: this.parameters(), ...over });
  }

  /** A whole session; returns the methods that were called. */
  async session(events: InformOptions['events'] = [EVENT.periodic]): Promise<readonly string[]> {
    const visit = await this.inform(events);
    const methods = await visit.serve(this.cpe);
    await visit.end('done');
    return methods;
  }

  /** It comes back after it fetched the image. */
  async comesBack(version: string, faultCode = 0, commandKey = KEY): Promise<void> {
    this.runs(version);
    const visit = await this.inform([EVENT.boot, EVENT.transferComplete]);
    await visit.transferComplete(commandKey, faultCode);
    await visit.serve(this.cpe);
    await visit.end('done');
  }

  async execution(): Promise<Execution> {
    const found = await this.gateway.adapters.executionStore.find(ID, ROLLOUT);
    if (found === undefined) throw new Error('The device is not in the rollout.');
    return found;
  }

  async state(): Promise<string> {
    const { state, reason } = await this.execution();
    return reason === undefined ? state : `${state}: ${reason}`;
  }

  /** Of the execution, as it was told; what was told twice counts once. */
  told(): readonly string[] {
    const changes = new Map(this.gateway.of('execution.changed').map(({ id, data }) => [id, data.to]));
    return [...changes.values()];
  }

  async permitsTaken(): Promise<number> {
    const [counter] = await this.gateway.adapters.executionStore.counters(ROLLOUT);
    return counter?.tally.inFlight ?? 0;
  }
}

const IMAGE: Image = {
  id: 'a'.repeat(64),
  revision: 0,
  name: 'router',
  version: '2.0',
  aliases: [],
  fileType: '1 Firmware Upgrade Image',
  size: 1_000,
  fits: [{}],
  releaseNotes: '',
  state: 'released',
  createdAt: '',
};
