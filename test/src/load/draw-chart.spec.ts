import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { drawChart, ticks } from './draw-chart.ts';

const chart = {
  title: 'Waiting & served',
  description: 'Falls from "all" to <none>.',
  xTitle: 'seconds',
  panels: [{ title: 'CPEs', series: [{ name: 'waiting', color: '#3b82c4', values: [10, 5, undefined, 0] }] }],
};

test('a chart is well-formed, and says what it shows to those who cannot see it', () => {
  const svg = drawChart(chart);
  expect(XMLValidator.validate(svg)).toBe(true);
  const root = (new XMLParser().parse(svg) as { svg: { title: string; desc: string } }).svg;
  expect(root).toMatchObject({ title: 'Waiting & served', desc: 'Falls from "all" to <none>.' });
});

test('a line has a gap where there is no value', () => {
  const [, path] = /stroke="#3b82c4" d="(M\S+ \S+ L[^"]*)"/.exec(drawChart(chart)) ?? [];
  expect(path?.replaceAll(/[\d.]+/g, '#')).toBe('M# # L# # M# #');
});

test.each([
  [10, 4, [0, 5, 10]],
  [7, 4, [0, 2, 4, 6, 8]],
  [20_000, 4, [0, 5_000, 10_000, 15_000, 20_000]],
  [0.3, 3, [0, 0.1, 0.2, 0.3]],
])('the ticks up to %d, about %d of them, are round', (highest, wanted, expected) => {
  expect(ticks(highest, wanted)).toEqual(expected);
});
