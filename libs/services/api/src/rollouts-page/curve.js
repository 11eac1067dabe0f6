import { h, svg } from './dom.js';
import { count } from './words.js';

const WIDTH = 900;
const HEIGHT = 220;
const LEFT = 60;
const BOTTOM = 28;
const TOP = 10;
const LINES = ['succeeded', 'failed', 'inFlight'];
const NAMES = { succeeded: 'Succeeded', failed: 'Failed', inFlight: 'In flight' };
const clock = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

/** How it went over time. */
export function curve({ curve: points = [] }) {
  if (points.length < 2)
    return h('p', { class: 'soft' }, 'How it goes over time is drawn here as soon as something happens.');
  const scale = scaleOf(points);
  const lines = LINES.map((name) => line(name, points, scale));
  const label = LINES.map((name) => `${count(points.at(-1)[name])} ${NAMES[name].toLowerCase()}`).join(', ');
  return [
    h('h2', {}, 'Over time'),
    h(
      'p',
      { class: 'legend' },
      LINES.map((name) => h('span', {}, h('span', { class: `dot ${name}` }), NAMES[name])),
    ),
    h(
      'div',
      { class: 'wide' },
      svg(
        'svg',
        { class: 'chart', role: 'img', 'aria-label': `Over time; at last ${label}`, viewBox: `0 0 ${WIDTH} ${HEIGHT}` },
        axes(points, scale),
        lines,
      ),
    ),
  ];
}

function scaleOf(points) {
  const first = Date.parse(points[0].at);
  const span = Math.max(1, Date.parse(points.at(-1).at) - first);
  const most = niceAbove(Math.max(1, ...points.flatMap((point) => LINES.map((name) => point[name]))));
  return {
    most,
    x: (at) => LEFT + ((Date.parse(at) - first) / span) * (WIDTH - LEFT - 10),
    y: (value) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - TOP),
  };
}

/** The next of 1, 2, 4, 5, 10, 20 … whose quarters are whole, where it has any. */
function niceAbove(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((step) => step >= value);
}

/** Counts stay as they are until they change: steps, not slopes. */
function line(name, points, { x, y }) {
  const [first, ...rest] = points;
  const start = `M${x(first.at).toFixed(1)} ${y(first[name]).toFixed(1)}`;
  const steps = rest.map((point) => `H${x(point.at).toFixed(1)}V${y(point[name]).toFixed(1)}`);
  return svg('path', { class: `line ${name}`, d: start + steps.join('') });
}

function axes(points, { most, x, y }) {
  const parts = most % 4 === 0 ? 4 : most % 5 === 0 ? 5 : most;
  const marks = Array.from({ length: parts + 1 }, (_, index) => (most * index) / parts);
  const rows = marks.map((value) => [
    svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - 10, y1: y(value), y2: y(value) }),
    svg('text', { x: LEFT - 8, y: y(value) + 4, 'text-anchor': 'end' }, count(value)),
  ]);
  const ends = [points[0], points.at(-1)].map(({ at }, index) => {
    const anchor = index === 0 ? 'start' : 'end';
    return svg('text', { x: x(at), y: HEIGHT - 8, 'text-anchor': anchor }, clock.format(new Date(at)));
  });
  return [...rows, ...ends];
}
