import { NEVER_SYNCED, type SyncState } from './sync.ts';
import { type InformSigns, syncAfterInform, triedAgain } from './sync-after-inform.ts';

const AT = '2026-01-02T00:00:00.000Z';
const QUIET: InformSigns = { bootstrapped: false, booted: false, versionChanged: false, ownKeys: [], at: AT };
const trouble = { wanted: 'w', kind: 'refused', at: [AT], until: AT } as const;
const backOff = { reason: 'NoAnswer', failures: 1, until: AT, why: 'Silent.' } as const;
const known: SyncState = {
  ...NEVER_SYNCED,
  beacon: 'ours',
  rows: { 'Device.T./a': { instance: 1, owned: true } },
  written: { 'Device.P': 's' },
  seeded: { 'Device.S': 's' },
  pending: { 'Device.Q': 's' },
  troubles: { 'Device.R': trouble },
  backOff,
  auditDueAt: '2026-01-03T00:00:00.000Z',
};
const after = (signs: Partial<InformSigns>, parameterKey = 'ours', sync = known) =>
  syncAfterInform(sync, { parameterKey }, { ...QUIET, ...signs });

test('an Inform that says nothing new leaves all as it is', () => {
  expect(after({})).toBe(known);
});

test('after a factory reset nothing of what was known holds', () => {
  const { rows, written, seeded, pending, troubles, ...rest } = after({ bootstrapped: true, booted: true }, '');
  expect([rows, written, seeded, pending, troubles]).toEqual([{}, {}, {}, {}, {}]);
  expect(rest).not.toHaveProperty('backOff');
  expect(rest).not.toHaveProperty('beacon');
});

test('a ParameterKey of somebody else leads to an audit, once; one of a plan that is not over does not', () => {
  const foreign = after({}, 'theirs');
  expect(foreign).toMatchObject({ suspect: true, auditWanted: true, beacon: 'theirs' });
  expect(after({}, 'theirs', foreign)).toBe(foreign);
  expect(after({ ownKeys: ['theirs'] }, 'theirs')).toBe(known);
});

test('what was accepted for after a boot is looked at after it', () => {
  expect(after({ booted: true })).toMatchObject({ pending: {}, applied: { 'Device.Q': 's' }, auditWanted: true });
});

test('other software is tried with what its predecessor refused', () => {
  const other = after({ versionChanged: true });
  expect(other).toMatchObject({ troubles: {}, suspect: true, rows: known.rows });
  expect(other).not.toHaveProperty('backOff');
  expect(other).not.toHaveProperty('auditWanted');
});

test('the audit is due when its time has come', () => {
  expect(after({ at: '2026-01-03T00:00:00.000Z' }).auditWanted).toBe(true);
});

test('tried again: nothing is held back', () => {
  const again = triedAgain(known);
  expect(again).toMatchObject({ troubles: {}, auditWanted: true, written: known.written });
  expect(again).not.toHaveProperty('backOff');
});
