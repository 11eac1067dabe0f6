/** A line in a panel: one value per step of the common axis, from 0 on; a gap where there is none. */
export interface Series {
  readonly name: string;
  /** Of a mid tone, so that it shows on white and on black. */
  readonly color: string;
  readonly values: readonly (number | undefined)[];
  readonly dashed?: boolean;
}

export interface Panel {
  /** What its vertical axis measures, with the unit. */
  readonly title: string;
  readonly series: readonly Series[];
}

export interface Chart {
  readonly title: string;
  /** For readers that cannot see it. */
  readonly description: string;
  /** What the common horizontal axis measures, with the unit. */
  readonly xTitle: string;
  readonly panels: readonly Panel[];
}

const WIDTH = 860;
const PLOT_HEIGHT = 120;
/** Above a panel's plot are its title and its legend. */
const HEAD = 60;
const LEFT = 68;
const RIGHT = 16;
const TOP = 28;
const BOTTOM = 48;
const PLOT_WIDTH = WIDTH - LEFT - RIGHT;
const LEGEND_STEP = 26;
const LETTER_WIDTH = 6.8;

/** Panels with one horizontal axis below each other, as SVG that is read on light and on dark pages alike. */
export function drawChart({ title, description, xTitle, panels }: Chart): string {
  const height = TOP + panels.length * (HEAD + PLOT_HEIGHT) + BOTTOM;
  const last = Math.max(1, ...panels.flatMap(({ series }) => series.map(({ values }) => values.length - 1)));
  const bottom = height - BOTTOM;
  const xTicks = ticks(last, 10);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escaped(title)}</title>
<desc id="description">${escaped(description)}</desc>
<style>
text { font: 12px system-ui, sans-serif; fill: #7a7f87; }
.title { font-size: 15px; font-weight: 600; }
.panel { font-weight: 600; }
.grid { stroke: #7a7f87; stroke-opacity: 0.25; }
.axis { stroke: #7a7f87; }
.line { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
</style>
<text class="title" x="${LEFT}" y="22">${escaped(title)}</text>
${panels.map((panel, n) => drawPanel(panel, TOP + n * (HEAD + PLOT_HEIGHT) + HEAD, last)).join('\n')}
${xTicks.map((tick) => text(xOf(tick, last), bottom + 18, count(tick), 'middle')).join('\n')}
${text(LEFT + PLOT_WIDTH / 2, bottom + 38, xTitle, 'middle')}
</svg>
`;
}

function drawPanel({ title, series }: Panel, top: number, last: number): string {
  const highest = Math.max(1, ...series.flatMap(({ values }) => values.filter((value) => value !== undefined)));
  const yTicks = ticks(highest, 4);
  const ceiling = yTicks.at(-1) ?? highest;
  const bottom = top + PLOT_HEIGHT;
  const yOf = (value: number) => bottom - (value / ceiling) * PLOT_HEIGHT;
  return [
    `<text class="panel" x="${LEFT}" y="${top - 26}">${escaped(title)}</text>`,
    legend(series, top - 9),
    ...yTicks.map((tick) => line('grid', LEFT, yOf(tick), LEFT + PLOT_WIDTH, yOf(tick))),
    ...yTicks.map((tick) => text(LEFT - 8, yOf(tick) + 4, count(tick), 'end')),
    ...ticks(last, 10).map((tick) => line('axis', xOf(tick, last), bottom, xOf(tick, last), bottom + 4)),
    line('axis', LEFT, top, LEFT, bottom),
    line('axis', LEFT, bottom, LEFT + PLOT_WIDTH, bottom),
    ...series.map((one) => drawSeries(one, last, yOf)),
  ].join('\n');
}

function drawSeries({ color, values, dashed }: Series, last: number, yOf: (value: number) => number): string {
  let isDown = false;
  const steps = values.flatMap((value, at) => {
    const command = isDown ? 'L' : 'M';
    isDown = value !== undefined;
    return value === undefined ? [] : [`${command}${round(xOf(at, last))} ${round(yOf(value))}`];
  });
  const dash = dashed ? ' stroke-dasharray="5 4"' : '';
  return `<path class="line" stroke="${color}"${dash} d="${steps.join(' ')}"/>`;
}

function legend(series: readonly Series[], y: number): string {
  let x = LEFT;
  const entries = series.map(({ name, color, dashed }) => {
    const dash = dashed ? ' stroke-dasharray="5 4"' : '';
    const entry = `<path class="line" stroke="${color}"${dash} d="M${round(x)} ${y - 4} h16"/>\n${text(x + 21, y, name, 'start')}`;
    x += 21 + name.length * LETTER_WIDTH + LEGEND_STEP;
    return entry;
  });
  return entries.join('\n');
}

/** Round numbers from 0 on, about as many as wanted; the last is not below `highest`. */
export function ticks(highest: number, wanted: number): readonly number[] {
  const rough = highest / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(highest / step - 1e-9) + 1 }, (_, n) => Number((n * step).toPrecision(12)));
}

function xOf(at: number, last: number): number {
  return LEFT + (at / (ticks(last, 10).at(-1) ?? last)) * PLOT_WIDTH;
}

function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="${kind}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

const round = (value: number): string => String(Math.round(value * 10) / 10);
const count = (value: number): string => value.toLocaleString('en-US');

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (one) => REFERENCES[one] ?? one);
}
