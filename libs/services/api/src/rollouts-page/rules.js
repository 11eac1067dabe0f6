import { h } from './dom.js';
import { count, RULE_ACTIONS, RULES } from './words.js';

/** What each halt rule says of the wave that is under way: also why the rollout did not halt. */
export function rules({ waves, status }, progress) {
  const number = waves.findLast(({ state }) => state !== 'pending')?.number;
  const wave = progress.waves.find((one) => one.wave === number);
  if (wave === undefined || wave.rules.length === 0) return '';
  const tripped = wave.rules.filter((rule) => rule.tripped);
  const heads = ['Rule', 'Value', 'Limit', 'When it trips, it'].map((head) => h('th', { scope: 'col' }, head));
  return [
    h('h2', {}, titleOf(tripped.length, status.phase)),
    h(
      'div',
      { class: 'wide' },
      h(
        'table',
        {},
        h('caption', {}, `Halt rules in wave ${number}`),
        h('thead', {}, h('tr', {}, heads)),
        h('tbody', {}, wave.rules.map(row)),
      ),
    ),
  ];
}

/** What stopped it need not be a rule: a success threshold that is out of reach, or a person. */
function titleOf(tripped, phase) {
  if (tripped > 0) return 'Why it stops';
  return phase === 'running' ? 'Why it did not halt' : 'Halt rules';
}

function row({ rule, value, limit, tripped, action, cell }) {
  const words = RULES[rule] ?? rule;
  return h(
    'tr',
    { class: tripped ? 'tripped' : '' },
    h('th', { scope: 'row' }, words, cell === undefined ? '' : h('div', { class: 'soft' }, decodeCell(cell))),
    h('td', { class: 'number' }, shown(rule, value), limit === null ? '' : [' ', h('meter', meterOf(value, limit))]),
    h('td', { class: 'number' }, limit === null ? 'none' : shown(rule, limit)),
    h('td', {}, RULE_ACTIONS[action] ?? action),
  );
}

function meterOf(value, limit) {
  const shown = Math.min(value, limit);
  return { min: 0, max: limit, low: limit / 2, high: limit * 0.99, value: shown, optimum: 0, 'aria-hidden': 'true' };
}

function shown(rule, value) {
  return rule === 'errorThreshold' ? `${Math.round(value * 1_000) / 10} %` : count(value);
}

export function decodeCell(cell) {
  return cell.split('/').map(decodeURIComponent).filter(Boolean).join(' ');
}
