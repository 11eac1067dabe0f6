import { get } from './api.js';
import { h } from './dom.js';
import { ago, count, time } from './words.js';

const MOST = 50;
const LOOK_MS = 5_000;

/** Asks for the devices that failed whenever their number changed, but not all the time. */
export function failedDevices(id, draw) {
  let known;
  let wanted;
  let timer;
  const look = async () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (wanted !== known) look();
    }, LOOK_MS);
    const asked = wanted;
    try {
      const { devices, next } = await get(`/rollouts/${id}/devices?state=failed,timedOut&limit=${MOST}`);
      known = asked;
      draw(devices, next === undefined);
    } catch {
      // Looked at again with the next timer: `known` is still another number.
    }
  };
  return {
    changed: ({ total: { states } }) => {
      wanted = `${states.failed ?? 0} ${states.timedOut ?? 0}`;
      if (wanted !== known && timer === undefined) look();
    },
    end: () => clearTimeout(timer),
  };
}

export function deviceTable(devices, isAll) {
  if (devices.length === 0) return [h('h2', {}, 'Failed devices'), h('p', { class: 'soft' }, 'None.')];
  const heads = ['Device', 'Wave', 'When', 'What happened'].map((head) => h('th', { scope: 'col' }, head));
  return [
    h('h2', {}, 'Failed devices'),
    h('div', { class: 'wide' }, h('table', {}, h('thead', {}, h('tr', {}, heads)), h('tbody', {}, devices.map(row)))),
    isAll ? '' : h('p', { class: 'soft' }, `The first ${count(MOST)} by id; all of them are had from the API.`),
  ];
}

function row({ deviceId, wave, since, explanation, attempts, path }) {
  const [first] = path;
  const versions = first === undefined ? '' : `${first.from} → ${path.map(({ to }) => to).join(' → ')}`;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('code', {}, deviceId)),
    h('td', { class: 'number' }, wave),
    h('td', {}, time(since), h('div', { class: 'soft' }, ago(since))),
    h(
      'td',
      {},
      explanation,
      h(
        'details',
        { 'data-key': deviceId },
        h(
          'summary',
          {},
          attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`,
          versions && `, ${versions}`,
        ),
        h(
          'ol',
          {},
          attempts.map(({ sentAt, text }) => h('li', {}, time(sentAt), ` ${text}`)),
        ),
      ),
    ),
  );
}
