import { drawChart, type Series } from '../draw-chart.ts';
import { CAP } from './rollout-rows.ts';
import type { SimulatedRow } from './simulate-rows.ts';

const BLUE = '#3b82c4';
const GREEN = '#2f9e61';
const ORANGE = '#d9772b';
const PURPLE = '#9563c9';
const RED = '#d04a4a';
const GREY = '#7a7f87';

/** How many devices got an image, over the hours, as SVG. */
export function rolloutPicture(devices: number, rows: readonly SimulatedRow[]): string {
  const curve = (name: string) => {
    const result = rows.find(({ row }) => row.name === name)?.result;
    if (result === undefined) throw new Error(`The picture needs the row ${name}.`);
    return [0, ...result.curve];
  };
  const hours = Math.max(...['works', 'fails1', 'fails5'].map((name) => curve(name).length));
  const series = (name: string, shown: string, color: string, dashed = false): Series => {
    const values = curve(name);
    return {
      name: shown,
      color,
      dashed,
      values: Array.from({ length: hours }, (_, hour) => values[hour] ?? values.at(-1)),
    };
  };
  const all = devices.toLocaleString('en-US');
  const worst = curve('fails50').at(-1) ?? 0;
  return drawChart({
    title: `Who gets an image: ${all} devices in one wave with ${CAP} permits`,
    description:
      `An image that works is on all ${all} devices after ${curve('works').length - 1} hours. One that fails on 5 % stops at ` +
      `${(curve('fails5').at(-1) ?? 0).toLocaleString('en-US')} devices, one that fails on half of them at ` +
      `${worst.toLocaleString('en-US')}, one that fails on all at ${(curve('fails').at(-1) ?? 0).toLocaleString('en-US')}.`,
    xTitle: 'hours since the start',
    panels: [
      {
        title: 'Devices that fetched the image',
        series: [
          series('works', 'works', GREEN),
          series('fails1', 'fails on 1 %, tolerance 0.1', BLUE),
          series('fails5', 'fails on 5 %, no tolerance', ORANGE),
        ],
      },
      {
        title: 'The same, of images that are bad on more devices',
        series: [
          series('fails50', 'fails on 50 %', ORANGE),
          series('fails', 'fails on all', RED),
          series('bricksCareful', 'bricks all, default waves', PURPLE),
          { name: 'permits', color: GREY, dashed: true, values: Array.from({ length: hours }, () => CAP) },
        ],
      },
    ],
  });
}
