import { type EmbeddedAdapters, openEmbedded } from '#libs/adapters/embedded';
import {
  advanceExecution,
  type Device,
  type DeviceId,
  type EventRecord,
  type Execution,
  type ExecutionEvent,
  executionContext,
  type Image,
  movedRollout,
  newRollout,
  newRolloutId,
  type Rollout,
  type RolloutAction,
  type RolloutDocument,
  type RolloutId,
  timestamp,
} from '#libs/domain';
import { createLogger } from '#libs/platform';
import { aDevice, anImage, ManualClock } from '#libs/testing/port-contracts';
import { makeRunRollouts, type RolloutTimes } from '../make-run-rollouts.ts';
import type { RunRollouts } from '../run-rollouts.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const TIMES: RolloutTimes = { lookMs: 1_000, joinMs: 10 * MINUTE, recountMs: HOUR };

/** What becomes of a device: it upgrades, finds the image corrupt, is never heard of again after the Download, or waits. */
export type Fate = 'upgrades' | 'corrupt' | 'silent';

/** A fleet whose devices are played here, rollouts over it, and schedulers that look when they are told. */
export class PlayedRollouts {
  readonly clock = new ManualClock();
  readonly devices: Device[] = [];
  readonly events: EventRecord[] = [];
  readonly image: Image;
  readonly adapters: EmbeddedAdapters;
  #sessions = 0;
  #ids = 0;

  private constructor(adapters: EmbeddedAdapters, image: Image) {
    this.adapters = adapters;
    this.image = image;
  }

  static async open(devices: number): Promise<PlayedRollouts> {
    const adapters = await openEmbedded({ dataDir: ':memory:' });
    const draft = anImage({ version: '2.0.0', state: 'released', fits: [{ manufacturer: 'Acme' }] });
    const { image } = await adapters.imageCatalog.add(draft);
    const played = new PlayedRollouts(adapters, image);
    adapters.eventBus.subscribe('spec', async (event) => {
      played.events.push(event);
    });
    await played.addDevices(devices);
    return played;
  }

  async addDevices(count: number): Promise<void> {
    const added = await Promise.all(Array.from({ length: count }, () => this.adapters.deviceStore.save(aDevice())));
    this.devices.push(...added);
  }

  /** Another process: it knows nothing but what is stored. */
  scheduler(times: Partial<RolloutTimes> = {}): RunRollouts {
    const logger = createLogger('test', { level: 'error', format: 'json' });
    return makeRunRollouts(this.adapters, this.clock, logger, { ...TIMES, ...times });
  }

  /** Approved and started. */
  async start(document: Partial<RolloutDocument> = {}, name = `rollout ${++this.#ids}`): Promise<RolloutId> {
    const nowMs = this.clock.now();
    const id = newRolloutId(Buffer.from(name.padStart(8).slice(-8)));
    const draft = newRollout({
      id,
      name,
      author: 'anna',
      now: timestamp(nowMs),
      document: {
        image: this.image.id,
        target: { filter: {}, mode: 'frozen' },
        waves: [{ size: { devices: 5 } }, { size: { devices: 50 }, soakMinutes: 60 }, { size: { percent: 100 } }],
        permits: { cap: 40 },
        approval: false,
        deadlineAt: timestamp(nowMs + 30 * 24 * HOUR),
        ...document,
      },
    });
    const ready = movedRollout(draft, { type: 'submit', by: 'anna' }, nowMs);
    await this.adapters.rolloutStore.add(movedRollout(ready, { type: 'start', by: 'anna' }, nowMs));
    return id;
  }

  async rollout(id: RolloutId): Promise<Rollout> {
    const rollout = await this.adapters.rolloutStore.get(id);
    if (rollout === undefined) throw new Error(`There is no rollout ${id}.`);
    return rollout;
  }

  async act(id: RolloutId, action: RolloutAction): Promise<void> {
    await this.adapters.rolloutStore.save(movedRollout(await this.rollout(id), action, this.clock.now()));
  }

  async executions(id: RolloutId): Promise<readonly Execution[]> {
    const { executions } = await this.adapters.executionStore.list({ rollout: id, limit: 100_000 });
    return executions;
  }

  /** How many are in each state. */
  async states(id: RolloutId): Promise<Readonly<Record<string, number>>> {
    const byState = Map.groupBy(await this.executions(id), ({ state }) => state);
    return Object.fromEntries([...byState].map(([state, own]) => [state, own.length]));
  }

  /** Every device that waits in the rollout calls in once; those that get a permit fare as `fateOf` says. */
  async callIn(id: RolloutId, fateOf: (device: DeviceId) => Fate = () => 'upgrades'): Promise<void> {
    for (const execution of await this.executions(id)) {
      if (execution.state === 'eligible' || execution.state === 'scheduled') {
        await this.#session(execution, fateOf(execution.deviceId));
      }
    }
  }

  async #session(execution: Execution, fate: Fate): Promise<void> {
    const [first, second] = [`s${++this.#sessions}`, `s${++this.#sessions}`];
    const steps = [{ image: this.image.id, from: '1.0.0', to: '2.0.0' }];
    const plan: ExecutionEvent = { type: 'planned', path: { kind: 'path', steps } };
    const events: ExecutionEvent[] = [
      ...(execution.state === 'eligible' ? [plan] : []),
      this.#informed(first, '1.0.0', false),
      { type: 'preChecked', sessionId: first },
      { type: 'downloadAnswered', sessionId: first, answer: { kind: 'status', status: 1 } },
      ...this.#ending(second, fate),
    ];
    let now = execution;
    for (const event of events) {
      const after = await this.#step(now, event);
      const waits = after === undefined || (event.type === 'informed' && after.state === 'scheduled');
      if (waits) return;
      now = after;
    }
  }

  #ending(sessionId: string, fate: Fate): readonly ExecutionEvent[] {
    if (fate === 'silent') return [];
    if (fate === 'corrupt') {
      return [{ type: 'transferCompleted', sessionId, position: ++this.#sessions, faultCode: 9018 }];
    }
    return [this.#informed(sessionId, '2.0.0', true), { type: 'postChecked', sessionId, configured: true }];
  }

  #informed(sessionId: string, softwareVersion: string, booted: boolean): ExecutionEvent {
    const position = ++this.#sessions;
    return {
      type: 'informed',
      sessionId,
      position,
      softwareVersion,
      booted,
      bootstrapped: false,
      transferComplete: booted,
    };
  }

  /** Undefined: there was no permit for it. */
  async #step(execution: Execution, event: ExecutionEvent): Promise<Execution | undefined> {
    const rollout = await this.rollout(execution.rollout);
    const images = new Map([[this.image.id, this.image]]);
    const around = { rollout, images, device: { attributes: {} }, nowMs: this.clock.now() };
    const context = executionContext(execution, around);
    const advance = await advanceExecution(this.adapters.executionStore, execution, event, context);
    return advance.status === 'saved' ? advance.after : undefined;
  }

  close(): Promise<void> {
    return this.adapters.close();
  }
}

/** Until it finds nothing more to do. */
export async function settle(...schedulers: readonly RunRollouts[]): Promise<void> {
  for (let looks = 0; looks < 200; looks++) {
    const more = await Promise.all(schedulers.map((scheduler) => scheduler.look()));
    if (!more.some(Boolean)) return;
  }
  throw new Error('It never finds an end.');
}
