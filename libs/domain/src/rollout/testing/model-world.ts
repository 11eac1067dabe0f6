import { timestamp } from '../../ports/clock.ts';
import { type Execution, holdsDevice, isFinalState, newExecution } from '../execution.ts';
import type { ExecutionEffect, ExecutionEvent } from '../execution-event.ts';
import { countInGroup, type GroupCounter, NOBODY_IN_GROUP, usedByGroup } from '../group-permits.ts';
import type { Image, ImageId } from '../image.ts';
import { type ImagePath, imagePath } from '../image-path.ts';
import { type BucketCounter, burned, countChange, newCounter } from '../permits.ts';
import type { RolloutId } from '../rollout-id.ts';
import type { RolloutPhase } from '../rollout-phase.ts';
import { stepExecution } from '../step-execution.ts';
import { NO_TALLY, sumTallies, tallyOf } from '../tally.ts';
import { aRolloutDocument, BETWEEN, HOUR, NOW_MS, subjectFor, TARGET, TWO_STEPS } from './executions.ts';
import { modelContext } from './model-context.ts';
import type { ModelCpe } from './model-cpe.ts';

/** A store fails before a commit, or after it: then it is kept, and nobody knows. */
export type Commit = 'works' | 'failsBefore' | 'failsAfter';

class Crash extends Error {}

/** One device of it at a time; the others of the rollout have no limit. */
const SITE = 'site=berlin';
const TOLERANCE = 0.5;

/** Of a fleet that is not heard of any more: then no permit is held. */
const SILENT_DAYS = 8;

/** Rollouts over a few CPEs, with a store that fails and a bus that delivers again; every rule is checked at every step. */
export class ModelWorld {
  readonly rollouts: readonly RolloutId[];
  readonly cpes: readonly ModelCpe[];
  readonly executions = new Map<string, Execution>();
  readonly counters = new Map<RolloutId, BucketCounter>();
  readonly groups = new Map<string, GroupCounter>();
  phase: RolloutPhase = 'running';
  windowOpen = true;
  quarantined = false;
  nowMs = NOW_MS;
  /** What broke a rule. */
  readonly broken: string[] = [];
  readonly #commits: Commit[];
  readonly #versionSeen = new Set<string>();
  /** Of transfers that ended with a fault. */
  readonly #failedKeys = new Set<string>();
  readonly #past: { readonly cpe: ModelCpe; readonly event: ExecutionEvent }[] = [];
  #sessions = 0;
  #position = 0;
  /** The session that is open. */
  #live: string | undefined;

  constructor(cpes: readonly ModelCpe[], cap: number, commits: readonly Commit[]) {
    this.cpes = cpes;
    this.#commits = [...commits];
    this.rollouts = ['rollout001' as RolloutId, 'rollout002' as RolloutId];
    for (const rollout of this.rollouts) this.counters.set(rollout, newCounter(rollout, 1, 0, cap, TOLERANCE));
    this.enrol();
  }

  /** A device that another rollout holds is refused. */
  enrol(): void {
    const { deadlineAt } = aRolloutDocument();
    for (const rollout of this.rollouts) {
      for (const [index, { id: deviceId }] of this.cpes.entries()) {
        const groups = [index < 2 ? SITE : 'site=bonn'];
        if (this.executions.has(`${rollout}/${deviceId}`) || this.#holding(deviceId)) continue;
        const now = timestamp(this.nowMs);
        this.#save(
          undefined,
          newExecution({ rollout, deviceId, wave: 1, bucket: 0, cell: 'c', groups, now, deadlineAt }),
        );
      }
    }
  }

  #holding(deviceId: string): boolean {
    return [...this.executions.values()].some((one) => one.deviceId === deviceId && holdsDevice(one));
  }

  cutCap(cap: number): void {
    for (const [rollout, counter] of this.counters)
      this.counters.set(rollout, { ...counter, cap: Math.min(cap, counter.cap) });
  }

  /** A session of the CPE, from its Inform to its end. */
  callIn(cpe: ModelCpe): void {
    if (cpe.dead) return;
    cpe.expire(this.nowMs);
    const sessionId = `s${++this.#sessions}`;
    const position = ++this.#position;
    this.#live = sessionId;
    const { booted, bootstrapped, version: softwareVersion } = cpe;
    const told = cpe.pending.filter(({ left }) => left > 0);
    cpe.booted = false;
    cpe.bootstrapped = false;
    const runsTarget = softwareVersion === TARGET.version || TARGET.aliases.includes(softwareVersion);
    if (runsTarget) for (const key of cpe.accepted) this.#versionSeen.add(`${key}/${cpe.id}`);
    const transferComplete = told.length > 0;
    this.deliver(cpe, {
      type: 'informed',
      sessionId,
      position,
      softwareVersion,
      booted,
      bootstrapped,
      transferComplete,
    });
    for (const one of told) {
      one.left--;
      const { commandKey, faultCode } = one;
      if (faultCode !== 0) this.#failedKeys.add(`${commandKey}/${cpe.id}`);
      this.deliver(cpe, { type: 'transferCompleted', sessionId, position: ++this.#position, commandKey, faultCode });
    }
    const isCut = this.#live === undefined;
    this.#live = undefined;
    // Nobody tells of the end of every other session that was cut off.
    if (!isCut || this.#sessions % 2 === 0) this.deliver(cpe, { type: 'sessionEnded', sessionId });
  }

  /** At least once: what a crash left undone is handled again. */
  deliver(cpe: ModelCpe, event: ExecutionEvent): void {
    this.#past.push({ cpe, event });
    for (const rollout of this.rollouts) {
      while (!this.#survives(() => this.#handle(rollout, cpe, event)));
    }
    this.check();
  }

  /** An event that was handled long ago comes once more. */
  redeliver(index: number): void {
    const past = this.#past[index % Math.max(1, this.#past.length)];
    if (past !== undefined) this.deliver(past.cpe, past.event);
  }

  /** What is overdue is looked at, and who is free may be taken by another rollout. */
  sweep(): void {
    for (const cpe of this.cpes) this.deliver(cpe, { type: 'deadline' });
    this.enrol();
  }

  #survives(run: () => void): boolean {
    try {
      run();
      return true;
    } catch (error) {
      if (error instanceof Crash) return false;
      throw error;
    }
  }

  #handle(rollout: RolloutId, cpe: ModelCpe, event: ExecutionEvent): void {
    const before = this.executions.get(`${rollout}/${cpe.id}`);
    if (before === undefined) return;
    const { state, effects } = stepExecution(before, event, modelContext(cpe.traits, this));
    if (state !== before && !this.#commit(before, state)) return;
    for (const effect of effects) this.#carryOut(rollout, cpe, effect);
  }

  #commit(before: Execution, after: Execution): boolean {
    const fate = this.#commits.shift() ?? 'works';
    if (fate === 'failsBefore') throw new Crash();
    const isSaved = this.#save(before, after);
    if (fate === 'failsAfter') throw new Crash();
    return isSaved;
  }

  #save(before: Execution | undefined, after: Execution): boolean {
    const counter = this.counters.get(after.rollout);
    const counted = counter && countChange(counter, before, after);
    if (counter === undefined || counted === undefined) return false;
    if (!this.#saveGroups(before, after)) return false;
    const [used, had] = [counted, counter].map(({ tally }) => tally.inFlight + burned(tally, TOLERANCE));
    this.#rule('I2', (used ?? 0) <= Math.max(counter.cap, had ?? 0));
    if (before && isFinalState(before.state) && before.state !== after.state) this.#checkAmended(before, after);
    this.counters.set(after.rollout, counted);
    this.executions.set(`${after.rollout}/${after.deviceId}`, { ...after, revision: after.revision + 1 });
    return true;
  }

  #saveGroups(before: Execution | undefined, after: Execution): boolean {
    const counted: [string, GroupCounter][] = [];
    for (const group of after.groups) {
      const id = `${after.rollout}/${group}`;
      const counter = this.groups.get(id) ?? NOBODY_IN_GROUP;
      const next = countInGroup(counter, group, before, after, { caps: { [SITE]: 1 }, tolerance: TOLERANCE });
      if (next === undefined) return false;
      if (group === SITE) this.#rule('I2 site', usedByGroup(next, TOLERANCE) <= 1);
      counted.push([id, next]);
    }
    for (const [id, counter] of counted) this.groups.set(id, counter);
    return true;
  }

  #checkAmended(before: Execution, after: Execution): void {
    const wasGivenUp = before.state === 'failed' || before.state === 'timedOut';
    this.#rule('I6', wasGivenUp && after.state === 'succeeded' && after.evidence.late === true);
  }

  #carryOut(rollout: RolloutId, cpe: ModelCpe, effect: ExecutionEffect): void {
    // Sessions don't come back: what was asked in them is not asked of the CPE any more.
    if ('sessionId' in effect && effect.sessionId !== this.#live) return;
    const answer = (event: ExecutionEvent): void => this.#handle(rollout, cpe, event);
    switch (effect.do) {
      case 'plan':
        answer({ type: 'planned', path: pathOf(cpe) });
        break;
      case 'preCheck':
        answer({ type: 'preChecked', sessionId: effect.sessionId });
        break;
      case 'download':
        this.#download(rollout, cpe, effect);
        break;
      case 'scheduleDownload':
        this.#scheduleDownload(rollout, cpe, effect);
        break;
      case 'listTransfers': {
        const queue = cpe.transfer === undefined ? [] : [{ commandKey: cpe.transfer, state: 2 as const }];
        const told = cpe.pending.filter(({ left }) => left > 0);
        const done = told.map(({ commandKey }) => ({ commandKey, state: 3 as const }));
        answer({ type: 'queueAnswered', sessionId: effect.sessionId, queue: [...queue, ...done] });
        break;
      }
      case 'reboot':
        cpe.reboot();
        break;
      case 'postCheck':
        answer({ type: 'postChecked', sessionId: effect.sessionId, configured: true });
        break;
      default:
        break;
    }
  }

  #download(
    rollout: RolloutId,
    cpe: ModelCpe,
    { commandKey, sessionId, image }: Extract<ExecutionEffect, { readonly do: 'download' }>,
  ): void {
    this.#rule('I7', this.windowOpen);
    this.#checkSend(rollout, cpe, commandKey);
    const status = cpe.download(commandKey, imageOf(image));
    if (status === undefined) this.#live = undefined;
    else this.#handle(rollout, cpe, { type: 'downloadAnswered', sessionId, answer: { kind: 'status', status } });
  }

  #scheduleDownload(
    rollout: RolloutId,
    cpe: ModelCpe,
    { commandKey, sessionId, image, timeWindowList }: Extract<ExecutionEffect, { readonly do: 'scheduleDownload' }>,
  ): void {
    this.#rule('A.4.1.8', timeWindowList.length === 1 || timeWindowList.length === 2);
    let free = 0;
    for (const { windowStart, windowEnd } of timeWindowList) {
      this.#rule('A.4.1.8', windowStart >= free && windowEnd > windowStart);
      free = windowEnd;
    }
    this.#checkSend(rollout, cpe, commandKey);
    const answer = { kind: 'status', status: 1 } as const;
    if (!cpe.scheduleDownload(commandKey, imageOf(image), this.nowMs + free * 1_000)) this.#live = undefined;
    else this.#handle(rollout, cpe, { type: 'downloadAnswered', sessionId, answer });
  }

  #checkSend(rollout: RolloutId, cpe: ModelCpe, commandKey: string): void {
    const execution = this.executions.get(`${rollout}/${cpe.id}`);
    if (execution === undefined) return;
    const { step, attempt, state, account } = execution;
    this.#rule('intent', state === 'sending' && account === 'inFlight');
    this.#rule('I5', commandKey === `F.${rollout}.${step}.${attempt}`);
    this.#rule('I3', this.phase === 'running');
    this.#rule('I7', this.nowMs < Date.parse(aRolloutDocument().deadlineAt));
    this.#rule('I8', !this.quarantined);
    this.#rule('I5 new try, new key', !this.#failedKeys.has(`${commandKey}/${cpe.id}`));
  }

  /** What must hold at every moment. */
  check(): void {
    for (const [rollout, { tally }] of this.counters) {
      const own = [...this.executions.values()].filter((one) => one.rollout === rollout);
      this.#rule(
        'I4',
        JSON.stringify(sorted(sumTallies(own.map(tallyOf)))) === JSON.stringify(sorted({ ...NO_TALLY, ...tally })),
      );
    }
    for (const execution of this.executions.values()) this.#checkOne(execution);
    for (const cpe of this.cpes) {
      cpe.expire(this.nowMs);
      this.#checkTransfer(cpe);
    }
    this.#rule(
      'I1',
      this.cpes.every(({ overlaps }) => overlaps === 0),
    );
  }

  /** What a CPE is fetching, or still may, holds its permit or burned it, and holds the device. */
  #checkTransfer({ id, transfer }: ModelCpe): void {
    if (transfer === undefined) return;
    const own = [...this.executions.values()].find((one) => one.deviceId === id && transfer.includes(one.rollout));
    this.#rule('I1', own?.transferOpen === true && holdsDevice(own));
    this.#rule('I2', own?.account === 'inFlight' || own?.account === 'failed');
  }

  #checkOne({ state, deadlineAt, rollout, deviceId, attempts }: Execution): void {
    this.#rule('I9', isFinalState(state) === (deadlineAt === undefined));
    if (state !== 'succeeded') return;
    this.#rule(
      'I10',
      attempts.some(({ commandKey }) => this.#versionSeen.has(`${commandKey}/${deviceId}`)),
    );
    this.#rule(
      'I10',
      attempts.every(({ commandKey }) => commandKey.includes(rollout)),
    );
  }

  #rule(name: string, holds: boolean): void {
    if (!holds) this.broken.push(name);
  }

  /** Everything that is open ends by its deadlines alone; what got something, long before the rollout does. */
  runOut(): void {
    for (let day = 1; day <= 40; day++) {
      this.nowMs += 24 * HOUR;
      this.sweep();
      const inFlight = [...this.counters.values()].some(({ tally }) => tally.inFlight > 0);
      if (day >= SILENT_DAYS) this.#rule('I9 permits', !inFlight);
    }
  }
}

function imageOf(id: ImageId): Image {
  return id === BETWEEN.id ? BETWEEN : TARGET;
}

function pathOf({ traits, version }: ModelCpe): ImagePath {
  if (traits.twoSteps && version === '1.0') return { kind: 'path', steps: TWO_STEPS };
  return imagePath(TARGET, [], subjectFor(version));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
