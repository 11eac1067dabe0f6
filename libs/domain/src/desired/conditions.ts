import type { Timestamp } from '../device/device.ts';
import { triedAfter } from './back-off.ts';
import { type BackOff, CONDITIONS, type Condition, type ConditionType, type Finding } from './sync.ts';

export interface ConditionFacts {
  readonly findings: readonly Finding[];
  readonly differing: number;
  readonly rebootPending: boolean;
  /** Something is being changed, or is about to be. */
  readonly changing: boolean;
  /** It is being looked at, nothing more: what was true stays true meanwhile. */
  readonly looking: boolean;
  /** The device is left alone now. */
  readonly backOff: BackOff | undefined;
  readonly before: readonly Condition[];
  readonly now: Timestamp;
}

/** Subjects that a message names. */
const NAMED = 3;

/** What is true of a device, in the order of `CONDITIONS`. Since when is carried over from before. */
export function conditionsOf(facts: ConditionFacts): readonly Condition[] {
  const { before, looking, now } = facts;
  if (looking && before.length > 0) return before;
  return CONDITIONS.flatMap((type) => {
    const holds = conditionOf(type, facts);
    if (holds === undefined) return [];
    const known = before.find((one) => one.type === type);
    return [{ type, ...holds, since: known?.since ?? now }];
  });
}

type Holds = Pick<Condition, 'reason' | 'message'>;

function conditionOf(type: ConditionType, facts: ConditionFacts): Holds | undefined {
  const own = facts.findings.filter(({ condition }) => condition === type);
  const named = own.length > 0 ? told(own, 'Differs') : undefined;
  switch (type) {
    case 'InSync':
      return isInSync(facts)
        ? { reason: 'AsDeclared', message: 'All that is declared for the device is so.' }
        : undefined;
    case 'Reconciling':
      if (!facts.changing && !facts.looking) return undefined;
      return named ?? (facts.changing && facts.rebootPending ? REBOOTING : LOOKING);
    case 'RebootPending':
      return named ?? (facts.rebootPending ? REBOOT_NEEDED : undefined);
    case 'Unreachable':
    case 'Degraded':
      return leftAlone(type, facts.backOff) ?? named;
    default:
      return named;
  }
}

const LOOKING: Holds = { reason: 'Looking', message: 'The device is being looked at.' };
const REBOOTING: Holds = { reason: 'Rebooting', message: 'The device is about to be rebooted.' };
const REBOOT_NEEDED: Holds = {
  reason: 'RebootNeeded',
  message: 'The CPE committed a change that holds after its next boot.',
};

function isInSync({ differing, changing, looking, backOff, rebootPending }: ConditionFacts): boolean {
  return differing === 0 && !changing && !looking && !backOff && !rebootPending;
}

/** Only who falls silent can't be reached. */
function leftAlone(type: ConditionType, backOff: BackOff | undefined): Holds | undefined {
  if (backOff === undefined || (backOff.reason === 'NoAnswer') !== (type === 'Unreachable')) return undefined;
  return { reason: backOff.reason, message: `${backOff.why} ${triedAfter(backOff)}` };
}

/** The most frequent reason, and the first few subjects. */
function told(own: readonly Finding[], otherwise: string): Holds {
  const counts = Map.groupBy(own, ({ reason }) => reason);
  const [reason = otherwise] = [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const named = own.slice(0, NAMED).map(({ subject, detail }) => sentence(`${subject}: ${detail}`));
  const more = own.length > NAMED ? ` And ${own.length - NAMED} more.` : '';
  return { reason, message: named.join(' ') + more };
}

/** Details are written as they are: some with a full stop, some without. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export interface ConditionChange {
  readonly condition: Condition;
  readonly holds: boolean;
}

/** What became true and what is true no more. That only the words changed is no change. */
export function conditionChanges(
  before: readonly Condition[],
  after: readonly Condition[],
): readonly ConditionChange[] {
  const had = new Set(before.map(({ type, reason }) => `${type}/${reason}`));
  const types = new Set(after.map(({ type }) => type));
  return [
    ...before.filter(({ type }) => !types.has(type)).map((condition) => ({ condition, holds: false })),
    ...after
      .filter(({ type, reason }) => !had.has(`${type}/${reason}`))
      .map((condition) => ({ condition, holds: true })),
  ];
}
