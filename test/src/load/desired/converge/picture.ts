import { drawChart } from '../../draw-chart.ts';
import type { ConvergeSecond } from './converge-curve.ts';
import type { ConvergeResult } from './measure-converge.ts';

const BLUE = '#3b82c4';
const GREEN = '#2f9e61';
const ORANGE = '#d9772b';
const PURPLE = '#9563c9';

/** How a fleet became as declared, as SVG. */
export function convergePicture(result: ConvergeResult): string {
  const { seconds, cpes, inSync, mostLag, allMs, limitMs } = result;
  const of = (read: (second: ConvergeSecond) => number | undefined) => seconds.map(read);
  const count = (value: number) => value.toLocaleString('en-US');
  const end = Math.round((allMs ?? limitMs) / 1_000);
  return drawChart({
    title: `${count(cpes)} devices after a publication that changes two values of each`,
    description:
      `The number of devices that are as declared rises to ${count(inSync)} in ${end} seconds. ` +
      `At most ${count(mostLag)} events wait for provisioning.`,
    xTitle: 'seconds since the first CPE called in',
    panels: [
      {
        title: 'Devices',
        series: [
          { name: 'as declared', color: GREEN, values: of((second) => second.inSync) },
          { name: 'not yet', color: ORANGE, values: of((second) => second.waiting) },
        ],
      },
      {
        title: 'Events that wait for provisioning',
        series: [{ name: 'waiting', color: PURPLE, values: of(({ lag }) => lag) }],
      },
      {
        title: 'Per second',
        series: [
          { name: 'sessions', color: BLUE, values: of(({ sessions }) => sessions) },
          { name: 'Informs answered with 503', color: ORANGE, dashed: true, values: of(({ refused }) => refused) },
        ],
      },
    ],
  });
}
