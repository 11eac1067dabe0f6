import { h, svg } from './dom.js';
import { count, countOf, PARTS, partsOf, time, WAITS } from './words.js';

/** Each wave as a bar: what became of its devices. */
export function waves({ waves: present, document, openedWave, status }, { waves: counted }) {
  const rows = document.waves.map((spec, index) => {
    const number = index + 1;
    const wave = present.find((one) => one.number === number);
    const { tally } = counted.find((one) => one.wave === number) ?? {};
    const isShut = document.waves[index - 1]?.gate === true && openedWave < number;
    return row({ number, spec, wave, tally, isShut, isOpenable: isShut && isUnderWay(status) });
  });
  const isCounting = status.phase === 'running' && present.length === 0;
  const note = isCounting ? h('p', { class: 'soft' }, 'Its devices are being counted and put into waves.') : '';
  return [h('h2', {}, 'Waves'), legend(), note, h('ol', { class: 'waves' }, rows)];
}

function isUnderWay({ phase }) {
  return phase === 'running' || phase === 'paused' || phase === 'halted';
}

function row({ number, spec, wave, tally, isShut, isOpenable }) {
  const size = wave?.size ?? 0;
  const parts = partsOf(tally, size);
  const text = parts
    .filter(({ devices }) => devices > 0)
    .map(({ label, devices }) => `${count(devices)} ${label.toLowerCase()}`)
    .join(', ');
  return h(
    'li',
    {},
    h(
      'div',
      { class: 'wave-head' },
      h('b', {}, `Wave ${number}`),
      h(
        'span',
        { class: `wave-state ${wave?.state ?? 'pending'}` },
        isShut ? 'behind a gate' : (wave?.state ?? 'not started'),
      ),
      wave === undefined || wave.state === 'pending' ? '' : h('span', { class: 'soft' }, 'since ', time(wave.since)),
      h('span', { class: 'soft' }, sizeText(spec)),
      isOpenable ? h('button', { type: 'button', 'data-gate': number }, 'Open gate') : '',
    ),
    bar(parts, `Wave ${number}: ${text || 'nobody yet'}`),
    h('div', { class: 'soft' }, text || 'nobody yet'),
    waiting(tally),
  );
}

/** Why devices that called in were sent nothing. */
function waiting(tally) {
  const waits = Object.entries(tally?.waits ?? {}).filter(([, devices]) => devices > 0);
  if (waits.length === 0) return '';
  const text = waits
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, devices]) => `${WAITS[reason] ?? reason} (${count(devices)})`)
    .join(', ');
  return h('div', { class: 'soft' }, `Of those that wait, when they called in last: ${text}.`);
}

function sizeText({ size, soakMinutes = 0, gate }) {
  const part = 'devices' in size ? countOf(size.devices, 'device') : `${size.percent} %`;
  return [part, soakMinutes > 0 ? `soaks ${soakMinutes} min` : '', gate ? 'gate after it' : '']
    .filter(Boolean)
    .join(' · ');
}

const WIDTH = 1_000;

function bar(parts, label) {
  const all = parts.reduce((sum, { devices }) => sum + devices, 0);
  let x = 0;
  const pieces = parts.map(({ key, devices }) => {
    // What is there is seen, however few it is.
    const width = devices === 0 ? 0 : Math.max(4, (devices / all) * WIDTH);
    const piece = svg('rect', { class: key, x, y: 0, width, height: 20 });
    x += width;
    return piece;
  });
  const viewBox = `0 0 ${Math.max(WIDTH, x)} 20`;
  return svg('svg', { class: 'bar', role: 'img', 'aria-label': label, viewBox, preserveAspectRatio: 'none' }, pieces);
}

function legend() {
  const entries = PARTS.map(([key, label]) => h('span', {}, h('span', { class: `dot ${key}` }), label));
  return h('p', { class: 'legend' }, entries);
}
