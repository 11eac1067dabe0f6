import { aCatalog } from '../capability/testing/a-catalog.ts';
import { aDevice } from '../command/testing/run-program.ts';
import { timestamp } from '../ports/clock.ts';
import type { ProfileDocument, ProfileRevision } from '../profile/profile.ts';
import type { ConcludedPlan } from './conclude-plan.ts';
import { type EvaluationFacts, evaluate, type News, NO_NEWS } from './evaluate.ts';
import { nextLookMs } from './next-look.ts';
import type { SyncState } from './sync.ts';
import { syncAfterInform, triedAgain } from './sync-after-inform.ts';
import { aTree } from './testing/a-desired.ts';

const P = 'Device.A.P';
const NAT = 'Device.NAT.PortMapping.';
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const LIMITS: EvaluationFacts['limits'] = {
  writeBatch: 64,
  readBatch: 64,
  auditIntervalMs: 24 * HOUR,
  changesPerDay: 3,
  deletesPerDay: 3,
  rebootsPerDay: 1,
};
const DONE: ConcludedPlan['report'] = { set: {}, refused: [], deleted: [], status: 0, beacon: false };
const FAILED = { reason: 'PlanFailed', why: 'It went wrong.' } as const;

interface At {
  readonly entries?: ProfileDocument['entries'];
  readonly values?: Readonly<Record<string, string>>;
  readonly sync?: SyncState;
  readonly news?: Partial<News>;
  readonly nowMs?: number;
  readonly revisions?: readonly ProfileRevision[];
  readonly changesPerDay?: number;
}

function look({
  entries = [{ path: P, value: 'x' }],
  values = { [P]: 'y' },
  sync,
  news,
  nowMs = START,
  revisions,
  changesPerDay = LIMITS.changesPerDay,
}: At = {}) {
  const document = { priority: 1, selector: {}, entries };
  return evaluate({
    device: aDevice(sync ? { sync } : {}),
    tree: aTree(values),
    revisions: revisions ?? [{ profile: 'p', number: 1, document, author: '', message: '', createdAt: timestamp(0) }],
    secrets: {},
    catalog: aCatalog(),
    generation: 1,
    limits: { ...LIMITS, changesPerDay },
    nowMs,
    news: { ...NO_NEWS, ...news },
  });
}

function concluded({ plan }: ReturnType<typeof look>, change: Partial<ConcludedPlan> = {}): ConcludedPlan {
  return { id: 'c1', plan, report: DONE, rows: {}, ...change };
}

const conditions = ({ sync }: ReturnType<typeof look>) =>
  sync.conditions.map(({ type, reason }) => `${type} ${reason}`);
const set = { ...DONE, set: { [P]: 'stamp' } };

test('a plan that failed leaves the device alone, longer each time, until something else is wanted', () => {
  const first = look();
  const off = look({ sync: first.sync, news: { concluded: concluded(first, { unfinished: true, failure: FAILED }) } });
  expect(off.plan.steps).toEqual([]);
  expect(conditions(off)).toEqual(['Degraded PlanFailed', 'Drifted BackOff']);
  const again = look({ sync: off.sync, nowMs: START + HOUR });
  expect(again.plan.steps).not.toEqual([]);
  const failure = { ...FAILED, reason: 'NoAnswer' } as const;
  const silent = look({
    sync: again.sync,
    nowMs: START + HOUR,
    news: { concluded: concluded(again, { id: 'c2', unfinished: true, failure }) },
  });
  expect(silent.sync.backOff?.failures).toBe(2);
  expect(conditions(silent)).toEqual(['Drifted BackOff', 'Unreachable NoAnswer']);
  expect(look({ sync: silent.sync, entries: [{ path: P, value: 'z' }] }).plan.steps).not.toEqual([]);
});

describe('a plan that fails again and again', () => {
  /** No day's budget is spent by it. */
  const lookFreely = (at: At = {}) => look({ ...at, changesPerDay: 10 });
  /** As often as there are ids, hours apart. */
  function failing(ids: string) {
    let last = lookFreely();
    for (const [n, id] of [...ids].entries()) {
      const nowMs = START + n * HOUR;
      const tried = lookFreely({ sync: last.sync, nowMs });
      expect(tried.plan.steps).not.toEqual([]);
      const failed = concluded(tried, { id, unfinished: true, failure: FAILED });
      last = lookFreely({ sync: tried.sync, nowMs, news: { concluded: failed } });
    }
    return last;
  }
  const YEAR_LATER = START + 365 * 24 * HOUR;
  const other = [{ path: P, value: 'z' }];

  test('parks the device at the third time, and says why and until when', () => {
    expect(failing('ab').sync.backOff).toMatchObject({ reason: 'PlanFailed', plan: { failures: 2 } });
    const parked = failing('abc');
    expect(conditions(parked)).toEqual(['Degraded Parked', 'Drifted Parked']);
    expect(parked.sync.conditions[0]?.message).toMatch(
      /^The same plan failed 3 times\. It went wrong\. It is tried again when/,
    );
    const later = lookFreely({ sync: parked.sync, nowMs: YEAR_LATER });
    expect(later.plan.steps).toEqual([]);
    expect(nextLookMs(later.sync, YEAR_LATER)).toBe(Date.parse(later.sync.auditDueAt ?? ''));
  });

  test('is tried again when something else is wanted, the software is another, or somebody asks', () => {
    const { sync } = failing('abc');
    const signs = { bootstrapped: false, booted: true, versionChanged: false, ownKeys: [], at: timestamp(YEAR_LATER) };
    const steps = (at: At) => lookFreely({ nowMs: START + HOUR, ...at }).plan.steps;
    expect(steps({ sync: syncAfterInform(sync, { parameterKey: '' }, { ...signs, at: timestamp(START) }) })).toEqual(
      [],
    );
    expect(steps({ sync, entries: other })).not.toEqual([]);
    expect(
      steps({ sync: syncAfterInform(sync, { parameterKey: '' }, { ...signs, versionChanged: true }) }),
    ).not.toEqual([]);
    expect(steps({ sync: triedAgain(sync) })).not.toEqual([]);
  });

  test('is counted by itself: another plan between, or one that only looks, parks nothing', () => {
    const twice = failing('ab');
    const learning = { ...concluded(lookFreely({ values: {} }), { id: 'l', unfinished: true, failure: FAILED }) };
    const looked = lookFreely({ sync: twice.sync, nowMs: START + 2 * HOUR, news: { concluded: learning } });
    expect(looked.sync.backOff).toMatchObject({ reason: 'PlanFailed', failures: 3, plan: { failures: 2 } });
    const changed = { ...concluded(lookFreely({ entries: other }), { id: 'o', unfinished: true, failure: FAILED }) };
    const another = lookFreely({ sync: twice.sync, nowMs: START + 2 * HOUR, news: { concluded: changed } });
    expect(another.sync.backOff).toMatchObject({ reason: 'PlanFailed', failures: 3, plan: { failures: 1 } });
  });
});

test('the end of a plan is worked in once, however often its event is handled', () => {
  const first = look();
  const news = { concluded: concluded(first, { unfinished: true, failure: FAILED }) };
  const once = look({ sync: first.sync, news });
  expect(look({ sync: once.sync, news }).sync).toEqual(once.sync);
});

test('as many plans as a session may have, and it is left alone; nothing to do, and it is trusted again', () => {
  const spent = look({ news: { plansSpent: true } });
  expect([spent.plan.steps, spent.sync.backOff?.reason]).toEqual([[], 'TooManyPlans']);
  expect(conditions(look({ sync: spent.sync }))).toContain('Degraded TooManyPlans');
  expect(look({ values: { [P]: 'x' }, news: { plansSpent: true } }).sync.backOff).toBeUndefined();
  expect(look({ sync: spent.sync, values: { [P]: 'x' }, nowMs: START + HOUR }).sync.backOff).toBeUndefined();
});

test('an audit that was not finished is still wanted, and what was not verified is not blamed', () => {
  const wanted = { ...look().sync, auditWanted: true as const, suspect: true as const };
  const audit = look({ sync: wanted });
  expect(audit.plan.audit).toBe(true);
  const broken = look({
    sync: audit.sync,
    news: { concluded: concluded(audit, { unfinished: true, failure: FAILED }) },
  });
  expect(broken.sync).toMatchObject({ auditWanted: true, suspect: true, troubles: {} });
  const done = look({ sync: audit.sync, news: { concluded: concluded(audit) } });
  expect(done.sync).not.toHaveProperty('auditWanted');
  expect(done.sync).not.toHaveProperty('suspect');
});

test('of several values any is left as it is, and what is none of them becomes the first or is only told', () => {
  const entries = [{ path: P, oneOf: ['x', 'z'] }];
  for (const value of ['x', 'z']) {
    const had = look({ entries, values: { [P]: value } });
    expect([had.plan.steps, conditions(had)]).toEqual([[], ['InSync AsDeclared']]);
  }
  const changed = look({ entries, values: { [P]: 'y' } });
  expect(changed.plan.steps).toContainEqual(
    expect.objectContaining({ do: 'set', values: [expect.objectContaining({ value: { kind: 'plain', text: 'x' } })] }),
  );
  const told = look({ entries: [{ path: P, oneOf: ['x', 'z'], mode: 'observe' }], values: { [P]: 'y' } });
  expect([told.plan.steps, conditions(told)]).toEqual([[], ['Drifted Observed']]);
});

test('an audit whose time comes between two Informs is not left out', () => {
  const { auditDueAt = '' } = look({ values: { [P]: 'x' } }).sync;
  const sync = look({ values: { [P]: 'x' } }).sync;
  expect(look({ sync, values: { [P]: 'x' }, nowMs: Date.parse(auditDueAt) }).plan.audit).toBe(true);
});

test('whose declarations a device differs from is kept, of more findings than are kept themselves', () => {
  const path = (n: number) => `Device.A.P${n}`;
  const values = Object.fromEntries(Array.from({ length: 103 }, (_, n) => [path(n), n === 102 ? 'x' : 'y']));
  const revision = (profile: string, priority: number, from: number, to: number) => {
    const entries = Array.from({ length: to - from }, (_, n) => ({ path: path(from + n), value: 'x' }));
    const document = { priority, selector: {}, entries };
    return { profile, number: 1, document, author: '', message: '', createdAt: timestamp(0) };
  };
  const revisions = [revision('home', 3, 0, 101), revision('vpn', 2, 101, 102), revision('baseline', 1, 102, 103)];
  const { sync } = look({ revisions, values });
  expect(sync.profiles).toEqual(['home@1', 'vpn@1', 'baseline@1']);
  expect([sync.findings.length, sync.differing, sync.differingFrom]).toEqual([100, 102, ['home@1', 'vpn@1']]);
  const rivals = [
    revision('a', 1, 0, 1),
    { ...revision('b', 1, 0, 1), document: { priority: 1, selector: {}, entries: [{ path: path(0), value: 'z' }] } },
  ];
  const contested = look({ revisions: rivals, values }).sync;
  expect(contested.differingFrom).toEqual(['a@1', 'b@1']);
  expect(contested.findings).toMatchObject([{ reason: 'Conflict', source: { profile: 'a' }, other: { profile: 'b' } }]);
});

test('as much as a day has is done in it, and the device is looked at again on the next', () => {
  let sync = look().sync;
  for (const id of ['a', 'b', 'c'])
    sync = look({ sync, news: { concluded: concluded(look(), { id, report: set }) } }).sync;
  const spent = look({ sync });
  expect([spent.plan.steps, spent.sync.budget.changes]).toEqual([[], 3]);
  expect(conditions(spent)).toEqual(['Drifted BudgetSpent']);
  expect(nextLookMs(spent.sync, START)).toBeLessThanOrEqual(START + 24 * HOUR);
  expect(look({ sync, nowMs: START + 24 * HOUR }).plan.steps).not.toEqual([]);
});

test('of rows that nobody declared so many are deleted a day, of all tables together; the rest is told', () => {
  const rows = [1, 2, 3, 4, 5].map((row) => [`${NAT}${row}.ExternalPort`, String(row)]);
  const entries = [{ table: NAT, keys: ['ExternalPort'], prune: 'all', rows: {} }] as const;
  const at = { entries, values: Object.fromEntries(rows) };
  const first = look(at);
  const { plan, sync } = look({ ...at, sync: first.sync, news: { concluded: concluded(first) } });
  expect(plan.steps.filter((step) => step.do === 'delete')).toHaveLength(3);
  expect(sync.findings.filter(({ reason }) => reason === 'BudgetSpent')).toHaveLength(2);
});

describe('rows that nobody declared', () => {
  const entries = [{ table: NAT, keys: ['ExternalPort'], prune: 'all', rows: {} }] as const;
  const rowsOf = (...rows: readonly number[]) =>
    Object.fromEntries(rows.map((row) => [`${NAT}${row}.ExternalPort`, String(row)]));

  test('are deleted by what a look just before finds, not by what was known', () => {
    const first = look({ entries, values: rowsOf(1, 2) });
    expect(first.plan.steps.map((step) => step.do)).toEqual(['list', 'read']);
    const looked = { sync: first.sync, news: { concluded: concluded(first) } };
    expect(look({ entries, values: rowsOf(2), ...looked }).plan.steps).toEqual([{ do: 'delete', object: `${NAT}2.` }]);
    expect(look({ entries, values: {}, ...looked }).plan.steps).toEqual([]);
  });

  test('stay when they are suspiciously many, which the device says', () => {
    const many = look({ entries, values: rowsOf(1, 2, 3, 4, 5, 6) });
    expect(many.plan.steps).toEqual([]);
    expect(conditions(many)).toEqual(['Drifted TooManyRows']);
    expect(many.sync.findings[0]?.detail).toContain('"prune": "unlimited"');
  });

  test('stay when their table can not be looked at', () => {
    const first = look({ entries, values: rowsOf(1) });
    const report = { ...DONE, refused: [{ subject: NAT, code: 9001, text: 'no' }] };
    const refused = look({
      entries,
      values: rowsOf(1),
      sync: first.sync,
      news: { concluded: concluded(first, { report }) },
    });
    expect(refused.plan.steps).toEqual([]);
    expect(conditions(refused)).toEqual(['Degraded Refused']);
  });
});

test('the day alone is nothing to write', () => {
  const { sync } = look({ values: { [P]: 'x' } });
  expect(look({ values: { [P]: 'x' }, sync, nowMs: START + HOUR }).sync).toEqual(sync);
  const budget = { day: '2025-12-31', changes: 2, deletes: 0, reboots: 0 };
  expect(look({ values: { [P]: 'x' }, sync: { ...sync, budget } }).sync.budget).toEqual(budget);
});

test('what was to hold after a boot and does not was ignored', () => {
  const { sync } = look();
  const pending = look({
    sync,
    news: { concluded: concluded(look(), { report: { ...DONE, status: 1, set: stampOf() } }) },
  });
  expect(conditions(pending)).toEqual(['RebootPending RebootNeeded']);
  const { pending: applied, ...rest } = pending.sync;
  const booted = look({ sync: { ...rest, pending: {}, applied } });
  expect(booted.sync.troubles[P]).toMatchObject({ kind: 'ignored' });
  expect(booted.sync).not.toHaveProperty('applied');
});

/** As the plan has it. */
function stampOf(): Readonly<Record<string, string>> {
  const refused = { subject: P, code: 9007, text: 'no' };
  const { sync } = look({ news: { concluded: concluded(look(), { report: { ...DONE, refused: [refused] } }) } });
  return { [P]: sync.troubles[P]?.wanted ?? '' };
}

describe('a seed', () => {
  const entries = [{ path: P, value: 'x', mode: 'seed' }] as const;
  const report = { ...DONE, set: stampOf() };
  const first = look({ entries });

  test('that was accepted and is not there is told, tried again later, and is the subscriber’s once it is there', () => {
    const ignored = look({ entries, sync: first.sync, news: { concluded: concluded(first, { report }) } });
    expect([ignored.plan.steps, ignored.sync.seeded, conditions(ignored)]).toEqual([[], {}, ['Drifted Ignored']]);
    const again = look({ entries, sync: ignored.sync, nowMs: START + HOUR });
    expect(again.plan.steps).toContainEqual(expect.objectContaining({ do: 'set' }));
    const news = { concluded: concluded(again, { id: 'c2', report }) };
    const taken = look({ entries, values: { [P]: 'x' }, sync: again.sync, news, nowMs: START + HOUR });
    expect(conditions(taken)).toEqual(['InSync AsDeclared']);
    const changed = look({ entries, values: { [P]: 'mine' }, sync: taken.sync, nowMs: START + HOUR });
    expect([changed.plan.steps, conditions(changed)]).toEqual([[], ['InSync AsDeclared']]);
  });

  test('that was ignored twice is contested', () => {
    const once = look({ entries, sync: first.sync, news: { concluded: concluded(first, { report }) } });
    const again = look({ entries, sync: once.sync, nowMs: START + HOUR });
    const news = { concluded: concluded(again, { id: 'c2', report }) };
    const twice = look({ entries, sync: again.sync, news, nowMs: START + HOUR });
    expect(conditions(twice)).toEqual(['Contested Ignored']);
  });

  test.each([
    ['ignored', report],
    ['refused', { ...DONE, refused: [{ subject: P, code: 9007, text: 'no' }] }],
  ] as const)('that was %s, and is something else since, was set by the subscriber', (_, told) => {
    const tried = look({ entries, sync: first.sync, news: { concluded: concluded(first, { report: told }) } });
    const changed = look({ entries, values: { [P]: 'mine' }, sync: tried.sync, nowMs: START + HOUR });
    expect([changed.plan.steps, conditions(changed)]).toEqual([[], ['InSync AsDeclared']]);
    // It stays theirs when they put back what was there.
    const back = look({ entries, values: { [P]: 'y' }, sync: changed.sync, nowMs: START + 2 * HOUR });
    expect(back.plan.steps).toEqual([]);
  });

  test.each([
    ['whose plan broke off before it was read back', { report, unfinished: true }],
    ['that holds after the next boot', { report: { ...report, status: 1 } }],
  ] as const)('%s counts as set: what is there later may be the subscriber’s', (_, change) => {
    const { sync } = look({ entries, sync: first.sync, news: { concluded: concluded(first, change) } });
    expect(sync.seeded).toHaveProperty([P]);
    expect(look({ entries, values: { [P]: 'mine' }, sync, nowMs: START + HOUR }).plan.steps).toEqual([]);
  });
});

test('a value that does not stay over a boot is told as not persisted', () => {
  let { sync } = look({ values: { [P]: 'x' } });
  const news = { changes: [{ name: P, value: 'y', previous: 'x' }], by: 'the CPE', overBoot: true };
  for (let n = 0; n < 4; n++) sync = look({ sync, news }).sync;
  expect(sync.findings).toMatchObject([{ reason: 'NotPersisted', detail: expect.stringContaining('over a boot') }]);
});

test('more is refused than is kept in mind: the device is left alone as a whole', () => {
  const names = Array.from({ length: 600 }, (_, n) => `Device.A.P${n}`);
  const entries = names.map((path) => ({ path, value: 'x' }));
  const values = Object.fromEntries(names.map((path) => [path, 'y']));
  const first = look({ entries, values });
  const refused = names.map((subject) => ({ subject, code: 9007, text: 'no' }));
  const news = { concluded: concluded(first, { report: { ...DONE, refused } }) };
  const after = look({ entries, values, sync: first.sync, news });
  expect([after.plan.steps, after.sync.backOff?.reason]).toEqual([[], 'TooManyTroubles']);
});
