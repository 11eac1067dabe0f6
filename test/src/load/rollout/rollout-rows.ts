import { DEFAULT_WAVES, type RolloutDocument } from '#libs/domain';
import type { FleetTraits } from '#libs/testing/rollout-simulation';

/** One rollout of the table: what the image does, and what its operator wrote. */
export interface RolloutRow {
  readonly name: string;
  /** What the image does and how the fleet is. */
  readonly image: string;
  readonly fleet: Omit<FleetTraits, 'devices'>;
  readonly document?: Partial<RolloutDocument>;
  /** Nobody looks at halt rules. */
  readonly evaluates?: false;
}

/** Permits of a row that says nothing else. */
export const CAP = 500;

/** With everything careful taken away: all devices in one wave, no soak, no tolerance. */
export const BARE = {
  permits: { cap: CAP },
  waves: [{ size: { percent: 100 } }],
} as const satisfies Partial<RolloutDocument>;

/** Of a hundred thousand devices some fail one after the other by chance. */
const BY_CHANCE = { maxConsecutive: 20, maxSilent: 1_000 };

const TOLERANT = {
  permits: { cap: CAP, tolerance: 0.1 },
  waves: [{ size: { percent: 100 }, successThreshold: 0.9 }],
  halt: BY_CHANCE,
} as const satisfies Partial<RolloutDocument>;

const ALL_FAIL = { fate: 'fails', share: 1 } as const;
const ALL_BRICK = { fate: 'bricks', share: 1 } as const;

const GOOD: readonly RolloutRow[] = [
  { name: 'works', image: 'works', fleet: {} },
  {
    name: 'careful',
    image: 'works',
    fleet: {},
    document: { permits: { cap: 2_000 }, waves: DEFAULT_WAVES },
  },
  {
    name: 'rough',
    image:
      'works; 20 % of the devices are away for up to two days, 5 % of the transfers break, 2 % of the TransferCompletes and 1 % of the answers are lost',
    fleet: { offline: 0.2, brokenTransfers: 0.05, lostTransferComplete: 0.02, lostAnswers: 0.01 },
    document: TOLERANT,
  },
];

const PARTLY_BAD: readonly RolloutRow[] = [
  {
    name: 'fails1',
    image: 'line stays down on 1 %',
    fleet: { fate: 'fails', share: 0.01 },
    document: TOLERANT,
  },
  {
    name: 'fails5',
    image: 'line stays down on 5 %',
    fleet: { fate: 'fails', share: 0.05 },
    document: { ...TOLERANT, permits: { cap: CAP } },
  },
  { name: 'fails50', image: 'line stays down on 50 %', fleet: { fate: 'fails', share: 0.5 } },
  {
    name: 'fails50Blind',
    image: 'line stays down on 50 %',
    fleet: { fate: 'fails', share: 0.5 },
    evaluates: false,
  },
  {
    name: 'oneHardware',
    image: 'bricks hardware version B, which 2 % of the devices have',
    fleet: { fate: 'bricks', share: 1, onlyHardware: 'B', hardwareB: 0.02 },
  },
];

const BAD: readonly RolloutRow[] = [
  { name: 'fails', image: 'line stays down on all', fleet: ALL_FAIL },
  {
    name: 'failsBlind',
    image: 'line stays down on all',
    fleet: ALL_FAIL,
    evaluates: false,
  },
  {
    name: 'failsTolerant',
    image: 'line stays down on all',
    fleet: ALL_FAIL,
    document: TOLERANT,
  },
  { name: 'reverts', image: 'all boot the old version again', fleet: { fate: 'reverts', share: 1 } },
  { name: 'bricks', image: 'all fall silent', fleet: ALL_BRICK },
  { name: 'bricksBlind', image: 'all fall silent', fleet: ALL_BRICK, evaluates: false },
  {
    name: 'bricksCareful',
    image: 'all fall silent',
    fleet: ALL_BRICK,
    document: { waves: DEFAULT_WAVES },
  },
  {
    name: 'breaks',
    image: 'on all the transfer breaks off, and they fall silent',
    fleet: { fate: 'breaks', share: 1 },
  },
  {
    name: 'late',
    image: 'all fall silent an hour later',
    fleet: { fate: 'bricksLater', share: 1 },
    document: { deviceSoakMinutes: 120 },
  },
  {
    name: 'lateUnseen',
    image: 'all fall silent an hour later',
    fleet: { fate: 'bricksLater', share: 1 },
  },
];

/** Bad everywhere, and seen as such: nothing but the permits and the rules keeps it from the fleet. */
export const STOPPED: ReadonlySet<string> = new Set(
  BAD.map(({ name }) => name).filter((name) => name !== 'lateUnseen'),
);

export const ROLLOUT_ROWS: readonly RolloutRow[] = [...GOOD, ...PARTLY_BAD, ...BAD];

/** In the table of a million devices, with permits for so many. */
export const MILLION_ROWS: readonly RolloutRow[] = ROLLOUT_ROWS.filter(({ name }) =>
  ['works', 'rough', 'fails1', 'fails50', 'fails', 'failsBlind', 'bricks'].includes(name),
).map((row) => ({ ...row, document: { ...row.document, permits: { ...row.document?.permits, cap: 10 * CAP } } }));
