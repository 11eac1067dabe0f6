import { table } from '../markdown-table.ts';
import type { Figures } from './figures.ts';

interface Aim {
  readonly what: string;
  readonly figure: keyof Figures;
  /** Whether less is better, or more. */
  readonly better: 'less' | 'more';
  readonly must: number;
  readonly moonshot: number;
  readonly show: (value: number) => string;
}

const times = (value: number): string => `${value.toFixed(1)} ×`;
const share = (value: number): string => value.toFixed(2);
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

/** What “fast” means here, fixed before anything was measured. */
const AIMS: readonly Aim[] = [
  {
    what: 'settled session, gateway: CPU against bare Node',
    figure: 'gateway',
    better: 'less',
    must: 4,
    moonshot: 2.5,
    show: times,
  },
  { what: 'the same, all processes together', figure: 'whole', better: 'less', must: 10, moonshot: 6, show: times },
  {
    what: 'at 3,000 known parameters against 15',
    figure: 'parameters',
    better: 'more',
    must: 0.95,
    moonshot: 0.98,
    show: share,
  },
  {
    what: 'at 1 M known devices against 10 k',
    figure: 'devices',
    better: 'more',
    must: 0.95,
    moonshot: 0.98,
    show: share,
  },
  { what: 'p99 of a POST at 70 % load, ms', figure: 'p99Ms', better: 'less', must: 25, moonshot: 15, show: times1 },
  {
    what: 'rate with a new connection per POST against one connection',
    figure: 'perPost',
    better: 'more',
    must: 0.6,
    moonshot: 0.8,
    show: share,
  },
  {
    what: 'first contacts with 300 parameters per second and core, all roles',
    figure: 'firstContacts',
    better: 'more',
    must: 150,
    moonshot: 400,
    show: whole,
  },
  {
    what: 'bytes per open session in the gateway',
    figure: 'sessionBytes',
    better: 'less',
    must: 4_096,
    moonshot: 2_048,
    show: whole,
  },
];

/** The aims beside what was measured. */
export function aimsTable(figures: Figures): string {
  return table(
    ['what', 'must reach', 'moonshot', 'measured', 'reached'],
    AIMS.map((aim) => {
      const { what, figure, better, must, moonshot, show } = aim;
      const bound = better === 'less' ? '≤' : '≥';
      return [
        what,
        `${bound} ${show(must)}`,
        `${bound} ${show(moonshot)}`,
        show(figures[figure]),
        reached(aim, figures),
      ];
    }),
  );
}

function reached({ figure, better, must, moonshot }: Aim, figures: Figures): string {
  const meets = (bound: number) => (better === 'less' ? figures[figure] <= bound : figures[figure] >= bound);
  if (meets(moonshot)) return 'moonshot';
  return meets(must) ? 'yes' : 'no';
}

function times1(value: number): string {
  return value.toFixed(1);
}
