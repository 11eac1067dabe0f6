import fc from 'fast-check';
import type { AcsRequest, CpeFault, ParameterValue } from '#libs/cwmp';
import { aCatalog } from '../capability/testing/a-catalog.ts';
import type { Learnt } from '../command/program.ts';
import { aDevice, type Fate, runProgram } from '../command/testing/run-program.ts';
import { type CpeTraits, fault, SimulatedCpe } from '../command/testing/simulated-cpe.ts';
import type { Device } from '../device/device.ts';
import type { ReportedParameter, ValueChange } from '../device/reported.ts';
import { treeAfter } from '../device/tree-after.ts';
import { timestamp } from '../ports/clock.ts';
import type { ProfileDocument, ProfileEntry, ProfileRevision } from '../profile/profile.ts';
import type { ConcludedPlan } from './conclude-plan.ts';
import { type Evaluation, type EvaluationFacts, evaluate, type News, NO_NEWS } from './evaluate.ts';
import { isLearning } from './make-plan.ts';
import { nextLookMs } from './next-look.ts';
import { ReportedTree } from './reported-tree.ts';
import { MAX_PLANS_PER_SESSION, plansSpent, withPlan } from './rounds.ts';
import { isSameSync } from './same-sync.ts';
import { subjectOf } from './subject.ts';
import { NEVER_SYNCED, type SyncState } from './sync.ts';
import { syncAfterInform, triedAgain } from './sync-after-inform.ts';

const TABLE = 'Device.T.';
const BELOW = 'Sub.';
const NAMES = Array.from({ length: 4 }, (_, n) => `Device.A.P${n}`);
const PASSWORD = 'Device.A.Password';
const CLOCK = 'Device.Time.Enable';
const CATALOG = aCatalog();
const HOUR_MS = 3_600_000;
const LIMITS: EvaluationFacts['limits'] = {
  writeBatch: 4,
  readBatch: 8,
  auditIntervalMs: 24 * HOUR_MS,
  changesPerDay: 50,
  deletesPerDay: 20,
  rebootsPerDay: 1,
};
/** What becomes of it is known after so many looks. */
const MOST_LOOKS = 60;

interface Flaws {
  readonly readOnly: readonly string[];
  readonly saysWhich: boolean;
  readonly ignores: readonly string[];
  readonly status: 0 | 1;
}

type Happening =
  | { readonly what: 'reset' | 'boot' | 'deleteRow' | 'foreignKey' }
  | { readonly what: 'revert'; readonly path: string; readonly says: boolean };

/** A device, and what the ACS knows of it: as provisioning handles both. */
class World {
  device: Device = aDevice({ parameterKey: '' });
  tree: ReadonlyMap<string, ReportedParameter> = new Map();
  nowMs = Date.UTC(2026, 0, 1);
  session = 0;
  commands = 0;
  /** Plans that set a path, by path and day. */
  readonly sets = new Map<string, number>();

  constructor(
    readonly cpe: SimulatedCpe,
    readonly revision: ProfileRevision,
    private readonly fates: Fate[],
  ) {
    this.discover();
  }

  get sync(): SyncState {
    return this.device.sync ?? NEVER_SYNCED;
  }

  look(news: Partial<News> = {}): Evaluation {
    const facts: EvaluationFacts = {
      device: this.device,
      tree: new ReportedTree(this.tree.values()),
      revisions: [this.revision],
      secrets: { wifi: { version: 1 } },
      catalog: CATALOG,
      generation: 1,
      limits: LIMITS,
      nowMs: this.nowMs,
      news: { ...NO_NEWS, plansSpent: plansSpent(this.sync, `s${this.session}`), ...news },
    };
    const evaluation = evaluate(facts);
    expect(evaluate(facts)).toEqual(evaluation);
    // Handled again, as the process died before it could say that it was done.
    const again = evaluate({ ...facts, device: { ...this.device, sync: evaluation.sync } });
    if (news.concluded) expect(isSameSync(evaluation.sync, again.sync)).toBe(true);
    const stored = JSON.parse(JSON.stringify(evaluation.sync)) as SyncState;
    expect(stored).toEqual(evaluation.sync);
    this.device = { ...this.device, sync: stored };
    return evaluation;
  }

  /** A session: looked at, done, looked at again, until nothing is to be done now. */
  visit(news: Partial<News> = {}): Evaluation {
    this.session++;
    let evaluation = this.look(news);
    for (let plans = 0; evaluation.plan.steps.length > 0; plans++) {
      expect(plans).toBeLessThanOrEqual(MAX_PLANS_PER_SESSION);
      evaluation = this.look({ concluded: this.carriedOut(evaluation) });
    }
    return evaluation;
  }

  happen(happening: Happening): void {
    this.nowMs += 10 * 60_000;
    switch (happening.what) {
      case 'reset':
        this.cpe.reset();
        this.inform({ bootstrapped: true, booted: true });
        break;
      case 'boot':
        this.cpe.boot();
        this.inform({ booted: true });
        break;
      case 'deleteRow':
        for (const row of this.cpe.rows(TABLE).slice(0, 1)) this.cpe.drop(`${TABLE}${row}.`);
        this.inform({});
        break;
      case 'foreignKey':
        this.device = { ...this.device, parameterKey: `of another ${this.nowMs}` };
        this.inform({});
        break;
      case 'revert':
        this.revert(happening.path, happening.says);
    }
  }

  private revert(path: string, says: boolean): void {
    const known = this.cpe.values.get(path);
    if (known === undefined) return;
    const other = { ...known, value: known.type === 'boolean' ? '0' : '7' };
    this.cpe.values.set(path, other);
    this.inform({}, says ? [other] : []);
  }

  private inform(
    signs: { readonly bootstrapped?: boolean; readonly booted?: boolean },
    values: readonly ParameterValue[] = [],
  ): void {
    const { bootstrapped = false, booted = false } = signs;
    const changes: ValueChange[] = values.flatMap(({ name, value }) => {
      const previous = this.tree.get(name)?.value;
      return previous === undefined || previous === value ? [] : [{ name, value, previous }];
    });
    this.learn([{ what: 'values', values }]);
    const at = timestamp(this.nowMs);
    if (bootstrapped) this.device = { ...this.device, parameterKey: '' };
    const sync = syncAfterInform(this.sync, this.device, {
      bootstrapped,
      booted,
      versionChanged: false,
      ownKeys: [],
      at,
    });
    this.device = { ...this.device, sync, ...(booted ? { rebootPending: false } : {}) };
    if (bootstrapped) this.discover();
    this.visit({ changes, by: 'somebody', overBoot: booted });
  }

  private carriedOut({ plan }: Evaluation): ConcludedPlan {
    const id = `c${++this.commands}`;
    this.device = { ...this.device, sync: withPlan(this.sync, `s${this.session}`, id) };
    const result = runProgram({ kind: 'reconcile', plan }, this.cpe, {
      fates: this.fates.splice(0, 6),
      device: this.device,
      secrets: { wifi: 'planted' },
    });
    this.nowMs += 1_000;
    this.learn(result.learnt);
    this.count(result.sent);
    const { outcome } = result.command;
    const told = result.learnt.findLast((lesson) => lesson.what === 'reconciled');
    const { report, rows } = told?.what === 'reconciled' ? told : { report: NOTHING, rows: {} };
    if (report.beacon) this.device = { ...this.device, parameterKey: plan.beacon };
    if (!isLearning(plan) && plan.steps.at(-1)?.do === 'reboot') this.rebooted();
    const failure = outcome?.status === 'failed' ? ({ reason: 'NoAnswer', why: outcome.detail } as const) : undefined;
    return { id, plan, report, rows, ...(failure ? { unfinished: true, failure } : {}) };
  }

  private rebooted(): void {
    this.cpe.boot();
    const at = timestamp(this.nowMs);
    const signs = { bootstrapped: false, booted: true, versionChanged: false, ownKeys: [], at };
    this.device = { ...this.device, rebootPending: false, sync: syncAfterInform(this.sync, this.device, signs) };
  }

  private count(sent: readonly AcsRequest[]): void {
    const day = timestamp(this.nowMs).slice(0, 10);
    const set = sent.flatMap((one) => (one.method === 'SetParameterValues' ? one.parameterList : []));
    expect(sent.filter((one) => one.method === 'SetParameterValues' && one.parameterList.length === 0)).toEqual([]);
    for (const name of new Set(set.map((one) => one.name))) {
      this.sets.set(`${name} ${day}`, (this.sets.get(`${name} ${day}`) ?? 0) + 1);
    }
  }

  private learn(lessons: readonly Learnt[]): void {
    this.tree = treeAfter(this.tree.values(), lessons, timestamp(this.nowMs));
    if (lessons.some(({ what }) => what === 'rebootPending')) this.device = { ...this.device, rebootPending: true };
  }

  private discover(): void {
    const names = this.cpe.answer({ method: 'GetParameterNames', parameterPath: '', nextLevel: false });
    const values = [...this.cpe.values.values()].map((one) => (one.name === PASSWORD ? { ...one, value: '' } : one));
    const list = names.kind === 'response' && 'parameterList' in names.response ? names.response.parameterList : [];
    this.learn([
      { what: 'gone', path: '' },
      { what: 'names', path: '', names: list as never, nextLevel: false },
      { what: 'values', values },
    ]);
  }
}

const NOTHING: ConcludedPlan['report'] = { set: {}, refused: [], deleted: [], status: 0, beacon: false };

function refusing({ readOnly, saysWhich }: Flaws): NonNullable<CpeTraits['refuse']> {
  return (request): CpeFault | undefined => {
    if (request.method !== 'SetParameterValues') return undefined;
    const bad = request.parameterList.filter(({ name }) => readOnly.includes(name.replace(/\d+\.(?=\w+$)/, '{i}.')));
    if (bad.length === 0) return undefined;
    const parameterFaults = bad.map(({ name }) => ({ parameterName: name, faultCode: 9008, faultString: 'read-only' }));
    return { ...fault(saysWhich ? 9003 : 9008), parameterFaults: saysWhich ? parameterFaults : [] };
  };
}

const number = fc.constantFrom('0', '1', '2', '3');
const mode = fc.constantFrom('enforce' as const, 'enforce' as const, 'seed' as const, 'observe' as const);
const value: fc.Arbitrary<ProfileEntry> = fc.record({ path: fc.constantFrom(...NAMES), value: number, mode });
const clock: fc.Arbitrary<ProfileEntry> = fc.record({ capability: fc.constant('time.enable'), value: fc.boolean() });
const secret: ProfileEntry = { path: PASSWORD, value: `a\${secrets.wifi}` };
const row = fc.record({
  Value: number,
  $mode: fc.constantFrom('enforce' as const, 'enforce' as const, 'seed' as const),
});
const rows = fc.dictionary(fc.constantFrom('a', 'b', 'c'), row, { maxKeys: 3 });
const table = fc.record({
  rows,
  prune: fc.constantFrom('none' as const, 'owned' as const, 'all' as const),
  nested: fc.boolean(),
});
const flaws: fc.Arbitrary<Flaws> = fc.record({
  readOnly: fc.uniqueArray(fc.constantFrom(...NAMES, CLOCK, `${TABLE}{i}.Key`, `${TABLE}{i}.Value`), { maxLength: 2 }),
  saysWhich: fc.boolean(),
  ignores: fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 1 }),
  status: fc.constantFrom(0, 0, 1),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constantFrom('reset' as const, 'boot' as const, 'deleteRow' as const, 'foreignKey' as const) }),
  fc.record({ what: fc.constant('revert' as const), path: fc.constantFrom(...NAMES, CLOCK), says: fc.boolean() }),
);
const scenario = fc.record({
  entries: fc.uniqueArray(fc.oneof(value, value, clock), {
    maxLength: 5,
    selector: (one) => ('path' in one ? one.path : one.capability),
  }),
  hasSecret: fc.boolean(),
  table: fc.option(table, { nil: undefined }),
  mayReboot: fc.boolean(),
  flaws,
  there: fc.uniqueArray(fc.constantFrom('a', 'b', 'x', 'y'), { maxLength: 3 }),
  fates: fc.array(fc.constantFrom<Fate>('ok', 'ok', 'ok', 'requestLost', 'answerLost'), { maxLength: 24 }),
  happenings: fc.array(happening, { maxLength: 4 }),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

function documentOf({ entries, hasSecret, table: wanted, mayReboot }: Scenario): ProfileDocument {
  const sub = { keys: ['Day'], rows: { school: { Day: 'Mon' } } };
  const nested = wanted?.nested ? { [BELOW]: sub } : {};
  const all = Object.entries(wanted?.rows ?? {}).map(([name, one]) => [name, { Key: name, ...one, ...nested }]);
  const tables: readonly ProfileEntry[] =
    wanted === undefined
      ? []
      : [{ table: TABLE, keys: ['Key'], prune: wanted.prune, rows: Object.fromEntries(all) } as ProfileEntry];
  return {
    priority: 1,
    selector: {},
    entries: [...entries, ...(hasSecret ? [secret] : []), ...tables],
    ...(mayReboot ? { reboot: 'whenNeeded' } : {}),
  };
}

function cpeOf({ there, flaws: flawed }: Scenario): SimulatedCpe {
  const parameters: ParameterValue[] = [
    ...NAMES.map((name) => ({ name, value: '9', type: 'unsignedInt' }) as const),
    { name: PASSWORD, value: '', type: 'string' },
    { name: CLOCK, value: '0', type: 'boolean' },
  ];
  for (const [index, name] of there.entries()) {
    parameters.push({ name: `${TABLE}${index + 1}.Key`, value: name, type: 'string' });
    parameters.push({ name: `${TABLE}${index + 1}.Value`, value: '9', type: 'unsignedInt' });
  }
  const columns = [
    { name: 'Key', value: '', type: 'string' },
    { name: 'Value', value: '9', type: 'unsignedInt' },
  ] as const;
  const tables: Record<string, readonly ParameterValue[]> = { [TABLE]: columns };
  for (let n = 1; n < 700; n++) tables[`${TABLE}${n}.${BELOW}`] = [{ name: 'Day', value: '', type: 'string' }];
  const { ignores, status } = flawed;
  return new SimulatedCpe({ parameters, tables, hidesEmptyTables: true, refuse: refusing(flawed), ignores, status });
}

/** On from one time at which it is looked at to the next, for a week. */
function settle(world: World): Evaluation {
  const until = world.nowMs + 7 * 24 * HOUR_MS;
  let evaluation = world.visit();
  for (let looks = 0; world.nowMs < until; looks++) {
    expect(looks).toBeLessThan(MOST_LOOKS);
    world.nowMs = Math.max(nextLookMs(world.sync, world.nowMs) ?? until, world.nowMs + 1_000);
    if (world.sync.backOff?.reason === 'Parked') world.device = { ...world.device, sync: triedAgain(world.sync) };
    evaluation = world.visit();
  }
  return evaluation;
}

function expectAllTold({ differences, sync }: Evaluation): void {
  const told = new Set(sync.findings.map(({ subject }) => subject));
  expect(differences.map(subjectOf).filter((subject) => !told.has(subject))).toEqual([]);
  expect(sync.findings.filter(({ reason }) => reason === 'Differs')).toEqual([]);
  expect(sync.conditions).not.toEqual([]);
}

/** What nobody spoke of was found by an audit at the latest. */
function expectAsDeclared({ entries }: Scenario, { values }: SimulatedCpe, { differences }: Evaluation): void {
  const differing = new Set(differences.map(subjectOf));
  const enforced = entries.flatMap((entry) => {
    if (!('path' in entry) || entry.path === undefined || entry.mode !== 'enforce') return [];
    return differing.has(entry.path) ? [] : [[entry.path, entry.value] as const];
  });
  expect(enforced.map(([path]) => [path, values.get(path)?.value])).toEqual(enforced);
}

/** However often a key is refused, a row is made once, and not left behind. */
function expectNoRowTwice({ table: wanted, there }: Scenario, cpe: SimulatedCpe): void {
  const declared = wanted?.rows ?? {};
  const keys = cpe.rows(TABLE).map((instance) => cpe.values.get(`${TABLE}${instance}.Key`)?.value ?? '');
  const own = keys.filter((key) => Object.hasOwn(declared, key));
  expect(own.toSorted()).toEqual([...new Set(own)].toSorted());
  expect(keys.length).toBeLessThanOrEqual(there.length + Object.keys(declared).length);
}

test('any device comes to rest: as declared, or all that differs is told with a reason; then nothing is done or written', () => {
  fc.assert(
    fc.property(scenario, (drawn) => {
      const cpe = cpeOf(drawn);
      const document = documentOf(drawn);
      const revision = { profile: 'p', number: 1, document, author: 'a', message: '', createdAt: timestamp(0) };
      const world = new World(cpe, revision, [...drawn.fates]);
      world.visit();
      for (const one of drawn.happenings) world.happen(one);
      const end = settle(world);

      expect(end.plan.steps).toEqual([]);
      expectAllTold(end);
      expectAsDeclared(drawn, cpe, end);
      expectNoRowTwice(drawn, cpe);
      const most = 6 + 2 * drawn.happenings.length;
      expect([...world.sets].filter(([, count]) => count > most)).toEqual([]);
      if (drawn.hasSecret && drawn.flaws.status === 0) expect(cpe.values.get(PASSWORD)?.value).toBe('aplanted');
      // Looked at once more at the same time: nothing to do, nothing to write.
      expect(isSameSync(end.sync, world.look().sync)).toBe(true);
    }),
    { numRuns: 40 },
  );
});
