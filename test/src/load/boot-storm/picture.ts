import { drawChart } from '../draw-chart.ts';
import type { BootStormResult } from './run-boot-storm.ts';
import type { StormSecond } from './storm-curve.ts';

const BLUE = '#3b82c4';
const GREEN = '#2f9e61';
const ORANGE = '#d9772b';
const PURPLE = '#9563c9';

/** The recovery curve as SVG. */
export function bootStormPicture(result: BootStormResult): string {
  const { seconds, cpes, withinMs, servedWithinMs, session } = result;
  const of = (read: (second: StormSecond) => number | undefined) => seconds.map(read);
  const all = cpes.toLocaleString('en-US');
  return drawChart({
    title: `${all} CPEs boot within ${withinMs / 1_000} seconds`,
    description:
      `The number of CPEs that wait for their session rises to ${Math.max(...seconds.map(({ waiting }) => waiting)).toLocaleString('en-US')} ` +
      `and falls to none after ${Math.round(servedWithinMs / 1_000)} seconds. Most CPEs are refused at first and come back spread over the ` +
      `time after. 99 % of the sessions that were let in take at most ${Math.round(session.p99Ms)} ms.`,
    xTitle: 'seconds since the first CPE booted',
    panels: [
      {
        title: 'CPEs that wait for their session',
        series: [{ name: 'waiting', color: BLUE, values: of((second) => second.waiting) }],
      },
      {
        title: 'Informs answered with 503 per second',
        series: [{ name: 'refused', color: ORANGE, values: of(({ refused }) => refused) }],
      },
      {
        title: 'Sessions per second',
        series: [
          { name: 'let in', color: BLUE, dashed: true, values: of(({ admitted }) => admitted) },
          { name: 'completed', color: GREEN, values: of(({ completed }) => completed) },
        ],
      },
      {
        title: 'Duration of the sessions that were let in, in milliseconds',
        series: [
          { name: 'p99', color: PURPLE, dashed: true, values: of(({ p99Ms }) => p99Ms) },
          { name: 'p50', color: BLUE, values: of(({ p50Ms }) => p50Ms) },
        ],
      },
    ],
  });
}
