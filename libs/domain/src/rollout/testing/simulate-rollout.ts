import { timestamp } from '../../ports/clock.ts';
import { cellOf, type Execution, isFinalState, newExecution } from '../execution.ts';
import type { ExecutionContext, ExecutionEffect, ExecutionEvent } from '../execution-event.ts';
import { evaluateHalt, verdictOf } from '../halt-rules.ts';
import { imagePath } from '../image-path.ts';
import {
  type BucketCounter,
  bucketOf,
  bucketsOf,
  burned,
  capOfBucket,
  countChange,
  freePermits,
  newCounter,
} from '../permits.ts';
import type { RolloutDocument, Wave } from '../rollout.ts';
import type { RolloutPhase } from '../rollout-phase.ts';
import { stepExecution } from '../step-execution.ts';
import { sumTallies } from '../tally.ts';
import { isDone, isOpenWave, judgeWave, nextWave, rankOf, waveAt, waveSizes } from '../waves.ts';
import { EventQueue } from './event-queue.ts';
import { aRolloutDocument, MINUTE, NOW_MS, ROLLOUT, TARGET } from './executions.ts';
import { type FleetTraits, subjectOf, type VirtualDevice, virtualFleet } from './virtual-fleet.ts';

export interface SimulationPlan {
  readonly fleet: FleetTraits;
  readonly document?: Partial<RolloutDocument>;
  /** Nobody looks at halt rules: only the permits are left. Default true. */
  readonly evaluates?: boolean;
  /** 0 to below 1. */
  readonly random: () => number;
}

export interface SimulationResult {
  /** Devices that fetched the image. */
  readonly touched: number;
  /** Devices that will never be heard of again. */
  readonly bricked: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly waiting: number;
  readonly phase: RolloutPhase;
  /** What ended it; stalled: no permit is left. */
  readonly why: string;
  readonly hours: number;
  /** The most permits that were taken or burned at a time, of one wave. */
  readonly mostPermits: number;
  readonly doubleDownloads: number;
  /** Touched devices by virtual hour. */
  readonly curve: readonly number[];
}

/** How often halt rules and waves are looked at, and devices are woken. */
const TICK_MS = MINUTE;

/** One rollout over a fleet in virtual time: the decisions are the real ones, only devices, sessions and the clock are not. */
export function simulateRollout(plan: SimulationPlan): SimulationResult {
  return new Simulation(plan).run();
}

type Due =
  | { readonly kind: 'tick' }
  | { readonly kind: 'online'; readonly device: VirtualDevice }
  | { readonly kind: 'callsIn'; readonly device: VirtualDevice; readonly booted?: boolean }
  | { readonly kind: 'fetches'; readonly device: VirtualDevice; readonly commandKey: string }
  | {
      readonly kind: 'comesBack';
      readonly device: VirtualDevice;
      readonly faultCode: number | undefined;
      readonly commandKey: string;
    }
  | { readonly kind: 'dies'; readonly device: VirtualDevice }
  | { readonly kind: 'deadline'; readonly device: VirtualDevice };

class Simulation {
  readonly #plan: SimulationPlan;
  readonly #random: () => number;
  readonly #document: RolloutDocument;
  readonly #fleet: readonly VirtualDevice[];
  readonly #executions = new Map<number, Execution>();
  readonly #waveOf: Uint8Array;
  readonly #queue = new EventQueue<Due>();
  readonly #counters = new Map<number, BucketCounter[]>();
  /** By wave and bucket. */
  readonly #waiting = new Map<string, { next: VirtualDevice[]; later: VirtualDevice[] }>();
  readonly #watched = new Set<VirtualDevice>();
  readonly #images = new Map([[TARGET.id, TARGET]]);
  readonly #closedCells: string[] = [];
  readonly #curve: number[] = [];
  #waves: Wave[];
  #phase: RolloutPhase = 'running';
  #why = '';
  #nowMs = NOW_MS;
  #changedMs = NOW_MS;
  #sessions = 0;
  #position = 0;
  #mostPermits = 0;
  /** By wave. */
  readonly #used = new Map<number, number>();
  #touched = 0;
  #isCounted = true;

  constructor(plan: SimulationPlan) {
    this.#plan = plan;
    this.#random = plan.random;
    this.#document = aRolloutDocument({ permits: { cap: 500 }, ...plan.document });
    this.#fleet = virtualFleet(plan.fleet, plan.random);
    const sizes = waveSizes(this.#document.waves, this.#fleet.length);
    const { cap } = this.#document.permits;
    this.#waves = sizes.map((size, index) => {
      return {
        number: index + 1,
        state: 'pending',
        since: timestamp(NOW_MS),
        size,
        buckets: bucketsOf(size, cap),
        cap,
      };
    });
    this.#waveOf = new Uint8Array(this.#fleet.length);
    this.#enrol(sizes);
  }

  run(): SimulationResult {
    this.#queue.push(NOW_MS, { kind: 'tick' });
    for (let due = this.#queue.pop(); due !== undefined; due = this.#queue.pop()) {
      this.#nowMs = due.at;
      this.#happens(due.value);
    }
    const { states } = sumTallies([...this.#counters.values()].flat().map(({ tally }) => tally));
    const count = (...wanted: Execution['state'][]) => wanted.reduce((sum, one) => sum + (states[one] ?? 0), 0);
    return {
      touched: this.#touched,
      bricked: this.#fleet.filter(({ dead }) => dead).length,
      succeeded: count('succeeded'),
      failed: count('failed', 'timedOut'),
      waiting: count('eligible', 'scheduled', 'notified'),
      phase: this.#phase,
      why: this.#phase === 'running' ? 'stalled' : this.#why,
      hours: (this.#changedMs - NOW_MS) / (60 * MINUTE),
      mostPermits: this.#mostPermits,
      doubleDownloads: this.#fleet.reduce((sum, device) => sum + device.doubleDownloads, 0),
      curve: Array.from(this.#curve, (touched) => touched ?? 0),
    };
  }

  #enrol(sizes: readonly number[]): void {
    const { permits } = this.#document;
    const order = sizes.length === 1 ? this.#fleet : ranked(this.#fleet);
    for (const { number, buckets, cap } of this.#waves) {
      const counters = Array.from({ length: buckets }, (_, bucket) =>
        newCounter(ROLLOUT, number, bucket, capOfBucket(cap, buckets, bucket), permits.tolerance ?? 0),
      );
      this.#counters.set(number, counters);
      for (const { bucket } of counters) this.#waiting.set(`${number}/${bucket}`, { next: [], later: [] });
    }
    for (const [place, device] of order.entries()) {
      const wave = waveAt(place, sizes);
      this.#waveOf[device.index] = wave;
      const bucket = bucketOf(device.id, this.#waves[wave - 1]?.buckets ?? 1);
      this.#enrolled(wave, bucket);
      if (device.onlineAfterMs === 0) this.#waiting.get(`${wave}/${bucket}`)?.later.push(device);
      else this.#queue.push(NOW_MS + device.onlineAfterMs, { kind: 'online', device });
    }
  }

  /** Counts one that is eligible; it is made when something happens to it. */
  #enrolled(wave: number, bucket: number): void {
    const counters = this.#counters.get(wave);
    const counter = counters?.[bucket];
    if (counters === undefined || counter === undefined) throw new Error(`There is no bucket ${bucket}.`);
    const { states } = counter.tally;
    const tally = { ...counter.tally, states: { ...states, eligible: (states.eligible ?? 0) + 1 } };
    counters[bucket] = { ...counter, tally };
  }

  #happens(due: Due): void {
    switch (due.kind) {
      case 'tick':
        this.#tick();
        break;
      case 'online':
        this.#waits(due.device);
        break;
      case 'callsIn':
        this.#session(due.device, { booted: due.booted === true });
        break;
      case 'fetches':
        this.#fetches(due.device, due.commandKey);
        break;
      case 'comesBack':
        this.#session(due.device, { booted: due.faultCode === 0, ...due });
        break;
      case 'dies':
        due.device.dead = true;
        break;
      case 'deadline':
        this.#deadline(due.device);
        break;
    }
  }

  #tick(): void {
    if (this.#phase === 'running') {
      // Only time passes while nothing is counted: to look again tells nothing new.
      if (this.#isCounted || this.#waves.some(({ state }) => state === 'soaking')) this.#advanceWaves();
      this.#isCounted = false;
      for (const counter of this.#openCounters()) this.#wake(counter);
    }
    const isOver = this.#phase !== 'running' || !this.#mayGoOn();
    if (!isOver || this.#queue.size > 0) this.#queue.push(this.#nowMs + TICK_MS, { kind: 'tick' });
  }

  /** Whether something may still come of what waits. */
  #mayGoOn(): boolean {
    if (this.#waves.some(({ state }) => state === 'soaking')) return true;
    return this.#openCounters().some((counter) => freePermits(counter) > 0 && this.#waitingIn(counter) > 0);
  }

  #openCounters(): readonly BucketCounter[] {
    return this.#waves.filter(isOpenWave).flatMap(({ number }) => this.#counters.get(number) ?? []);
  }

  #advanceWaves(): void {
    const wave = this.#waves.find(({ state }) => state === 'running' || state === 'soaking');
    if (wave !== undefined) this.#judge(wave);
    const next = nextWave(this.#waves, this.#document.waves, this.#waves.length);
    if (next !== undefined) this.#setWave(next, 'running');
    const tally = sumTallies([...this.#counters.values()].flat().map((counter) => counter.tally));
    if (isDone(this.#waves, tally, 'frozen')) this.#ends('completed', 'all waves passed');
  }

  #judge(wave: Wave): void {
    const counters = this.#counters.get(wave.number) ?? [];
    if (this.#plan.evaluates !== false && this.#isStopped(counters)) return;
    const spec = this.#document.waves[wave.number - 1];
    const judged = spec && judgeWave(wave, spec, counters, this.#nowMs).kind;
    if (judged === 'failed' && this.#plan.evaluates !== false) this.#ends('halted', 'successThreshold');
    if (judged === 'soaks' && wave.state === 'running') this.#setWave(wave.number, 'soaking');
    if (judged === 'passed') this.#setWave(wave.number, 'passed');
  }

  #isStopped(counters: readonly BucketCounter[]): boolean {
    const verdict = verdictOf(evaluateHalt(this.#document.halt ?? {}, counters));
    if (verdict === undefined) return false;
    const { action, rule, cell = '' } = verdict;
    if (action !== 'closeCell') {
      this.#ends(action === 'pause' ? 'paused' : 'halted', rule);
      return true;
    }
    if (!this.#closedCells.includes(cell)) this.#closedCells.push(cell);
    return false;
  }

  #setWave(number: number, state: Wave['state']): void {
    this.#changedMs = this.#nowMs;
    this.#waves = this.#waves.map((wave) =>
      wave.number === number ? { ...wave, state, since: timestamp(this.#nowMs) } : wave,
    );
  }

  #ends(phase: RolloutPhase, why: string): void {
    this.#phase = phase;
    this.#why = why;
    this.#changedMs = this.#nowMs;
  }

  #waitingIn({ wave, bucket }: BucketCounter): number {
    const { next = [], later = [] } = this.#waiting.get(`${wave}/${bucket}`) ?? {};
    return next.length + later.length;
  }

  #waits(device: VirtualDevice): void {
    const { wave, bucket } = this.#of(device);
    this.#waiting.get(`${wave}/${bucket}`)?.later.push(device);
  }

  #isOpen(wave: number): boolean {
    const { state = 'pending' } = this.#waves[wave - 1] ?? {};
    return isOpenWave({ state });
  }

  /** As many as there are free permits, of those that can be reached. */
  #wake(counter: BucketCounter): void {
    const waiting = this.#waiting.get(`${counter.wave}/${counter.bucket}`);
    if (waiting === undefined) return;
    for (let free = freePermits(counter); free > 0; ) {
      if (waiting.next.length === 0) {
        waiting.next = waiting.later.reverse();
        waiting.later = [];
      }
      const device = waiting.next.pop();
      if (device === undefined) return;
      if (this.#closedCells.includes(this.#of(device).cell)) continue;
      free--;
      this.#callIn(device, this.#nowMs + this.#random() * 30_000);
    }
  }

  /** A session: an Inform, perhaps a TransferComplete, and all that is asked of the device in it. */
  #session(
    device: VirtualDevice,
    about: { readonly booted: boolean; readonly faultCode?: number | undefined; readonly commandKey?: string },
  ): void {
    if (device.dead) return;
    const sessionId = `s${++this.#sessions}`;
    const { booted, faultCode, commandKey } = about;
    const transferComplete = faultCode !== undefined;
    const position = ++this.#position;
    const facts = {
      sessionId,
      position,
      softwareVersion: device.version,
      booted,
      bootstrapped: false,
      transferComplete,
    };
    this.#event(device, { type: 'informed', ...facts });
    if (faultCode !== undefined && commandKey !== undefined) {
      device.transfer = undefined;
      this.#event(device, { type: 'transferCompleted', sessionId, position: ++this.#position, commandKey, faultCode });
    }
    this.#event(device, { type: 'sessionEnded', sessionId });
    this.#callsAgain(device);
  }

  /** When the device is heard of again, by what it waits for. */
  #callsAgain(device: VirtualDevice): void {
    const { state, notBefore, since } = this.#of(device);
    const soonMs = this.#random() * 10 * MINUTE;
    switch (state) {
      case 'eligible':
      case 'scheduled':
        this.#waits(device);
        break;
      case 'waitingRetry':
        if (this.#phase !== 'running') break;
        this.#callIn(device, Math.max(this.#nowMs, Date.parse(notBefore ?? since)) + soonMs);
        break;
      case 'unknownSent':
        this.#callIn(device, this.#nowMs + 60 * MINUTE + soonMs);
        break;
      case 'verifying':
        this.#callIn(device, this.#nowMs + 20 * MINUTE + soonMs);
        break;
      case 'soaking': {
        const soakedMs = Date.parse(since) + (this.#document.deviceSoakMinutes ?? 0) * MINUTE;
        this.#callIn(device, Math.max(soakedMs, this.#nowMs) + soonMs);
      }
    }
  }

  #callIn(device: VirtualDevice, at: number): void {
    this.#queue.push(at, { kind: 'callsIn', device });
  }

  #fetches(device: VirtualDevice, commandKey: string): void {
    const { brokenTransfers = 0, lostTransferComplete = 0 } = this.#plan.fleet;
    const backMs = this.#nowMs + (3 + 5 * this.#random()) * MINUTE;
    const isRevoked = this.#phase === 'halted';
    const isBroken = this.#random() < brokenTransfers;
    if (isRevoked || isBroken) {
      this.#queue.push(backMs, { kind: 'comesBack', device, faultCode: isRevoked ? 9016 : 9010, commandKey });
      return;
    }
    if (!device.touched) {
      device.touched = true;
      const hour = Math.floor((this.#nowMs - NOW_MS) / (60 * MINUTE));
      this.#curve[hour] = ++this.#touched;
    }
    if (device.fate === 'bricks') {
      device.dead = true;
      return;
    }
    if (device.fate !== 'reverts') device.version = TARGET.version;
    const isLost = this.#random() < lostTransferComplete;
    if (isLost) this.#queue.push(backMs, { kind: 'callsIn', device, booted: true });
    else this.#queue.push(backMs, { kind: 'comesBack', device, faultCode: 0, commandKey });
    if (device.fate === 'bricksLater') this.#queue.push(backMs + 60 * MINUTE, { kind: 'dies', device });
  }

  #deadline(device: VirtualDevice): void {
    this.#watched.delete(device);
    this.#event(device, { type: 'deadline' });
    this.#watch(device);
  }

  #event(device: VirtualDevice, event: ExecutionEvent): void {
    const before = this.#of(device);
    const { state, effects } = stepExecution(before, event, this.#context(before));
    if (!this.#save(device, before, state)) return;
    for (const effect of effects) this.#carryOut(device, effect);
  }

  /** False: there was no permit for it, and nothing has happened. */
  #save(device: VirtualDevice, before: Execution, after: Execution): boolean {
    if (after === before) return true;
    if (!this.#count(before, after)) return false;
    this.#executions.set(device.index, after);
    if (isFinalState(after.state)) this.#changedMs = this.#nowMs;
    this.#watch(device);
    return true;
  }

  #count(before: Execution, after: Execution): boolean {
    const counters = this.#counters.get(after.wave);
    const counter = counters?.[after.bucket];
    if (counters === undefined || counter === undefined) throw new Error(`There is no bucket ${after.bucket}.`);
    const next = countChange(counter, before, after);
    if (next === undefined) return false;
    counters[after.bucket] = next;
    this.#isCounted ||= next !== counter;
    const used = permitsUsed(next) - permitsUsed(counter);
    if (used === 0) return true;
    const inWave = (this.#used.get(after.wave) ?? 0) + used;
    this.#used.set(after.wave, inWave);
    this.#mostPermits = Math.max(this.#mostPermits, inWave);
    return true;
  }

  /** One look at a time for each device that something was sent to. */
  #watch(device: VirtualDevice): void {
    const { account, deadlineAt } = this.#of(device);
    if (account !== 'inFlight' || deadlineAt === undefined || this.#watched.has(device)) return;
    this.#watched.add(device);
    this.#queue.push(Math.max(Date.parse(deadlineAt), this.#nowMs), { kind: 'deadline', device });
  }

  #carryOut(device: VirtualDevice, effect: ExecutionEffect): void {
    switch (effect.do) {
      case 'plan':
        this.#look(device);
        break;
      case 'preCheck':
        this.#event(device, { type: 'preChecked', sessionId: effect.sessionId });
        break;
      case 'download':
        this.#download(device, effect);
        break;
      case 'postCheck': {
        const failed = device.fate === 'fails' ? { failed: 'Device.PPP.Interface.1.Status is Down.' } : {};
        this.#event(device, { type: 'postChecked', sessionId: effect.sessionId, configured: true, ...failed });
      }
    }
  }

  /** The way to the image, and then what the Inform of the session makes of it. */
  #look(device: VirtualDevice): void {
    this.#event(device, { type: 'planned', path: imagePath(TARGET, [], subjectOf(device)) });
    const facts = { softwareVersion: device.version, booted: false, bootstrapped: false, transferComplete: false };
    this.#event(device, { type: 'informed', sessionId: `s${this.#sessions}`, position: ++this.#position, ...facts });
  }

  #download(
    device: VirtualDevice,
    { sessionId, commandKey }: Extract<ExecutionEffect, { readonly do: 'download' }>,
  ): void {
    const { lostAnswers = 0 } = this.#plan.fleet;
    if (device.transfer !== undefined && device.transfer !== commandKey) device.doubleDownloads++;
    const isNew = device.transfer === undefined;
    device.transfer = commandKey;
    if (isNew)
      this.#queue.push(this.#nowMs + (1 + 9 * this.#random()) * MINUTE, { kind: 'fetches', device, commandKey });
    if (this.#random() < lostAnswers) return;
    this.#event(device, { type: 'downloadAnswered', sessionId, answer: { kind: 'status', status: 1 } });
  }

  #of(device: VirtualDevice): Execution {
    const known = this.#executions.get(device.index);
    if (known !== undefined) return known;
    const wave = this.#waveOf[device.index] ?? 1;
    const execution = newExecution({
      rollout: ROLLOUT,
      deviceId: device.id,
      wave,
      bucket: bucketOf(device.id, this.#waves[wave - 1]?.buckets ?? 1),
      cell: cellOf(subjectOf(device)),
      groups: [],
      now: timestamp(NOW_MS),
      deadlineAt: this.#document.deadlineAt,
    });
    this.#executions.set(device.index, execution);
    return execution;
  }

  #context({ wave }: Execution): ExecutionContext {
    return {
      nowMs: this.#nowMs,
      rollout: { document: this.#document, phase: this.#phase, approved: true, closedCells: this.#closedCells },
      waveOpen: this.#isOpen(wave),
      windowOpen: true,
      images: this.#images,
      device: {},
    };
  }
}

function permitsUsed({ tally, tolerance }: BucketCounter): number {
  return tally.inFlight + burned(tally, tolerance);
}

function ranked(fleet: readonly VirtualDevice[]): readonly VirtualDevice[] {
  const ranks = new Float64Array(fleet.map(({ id }) => rankOf(ROLLOUT, id)));
  return fleet.toSorted((a, b) => (ranks[a.index] ?? 0) - (ranks[b.index] ?? 0));
}
