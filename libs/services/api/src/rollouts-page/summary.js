import { h } from './dom.js';
import { count, countOf, partsOf, phase, time, whoDid } from './words.js';

export function headline({ name, status, document, generation }) {
  const { since, by, reason, approved } = status;
  const isApproved = document.approval === false || approved?.generation === generation;
  return [
    h('h1', {}, name, ' ', phase(status.phase)),
    h(
      'p',
      {},
      'Since ',
      time(since),
      ...(whoDid(by) === '' ? [] : [' by ', h('b', {}, whoDid(by))]),
      reason === undefined ? '' : `: ${reason}`,
    ),
    document.description === undefined ? '' : h('p', {}, document.description),
    isApproved || status.phase === 'draft' || status.phase === 'awaitingApproval'
      ? ''
      : h('p', { class: 'trouble' }, 'Its document was changed and is not approved: it can not go on before that.'),
  ];
}

/** The numbers one looks for first. */
export function summary({ document }, progress) {
  const { total, enrolled, burned, cap } = progress;
  const parts = partsOf(total).map(({ key, label, devices }) => figure(label, count(devices), key));
  return h(
    'dl',
    { class: 'figures' },
    figure('Devices', count(enrolled)),
    ...parts,
    figure(
      'Permits',
      `${count(total.inFlight + burned)} of ${count(cap)}`,
      undefined,
      `${count(burned)} lost to failures; ${count(document.permits.cap)} for each wave`,
    ),
    figure('Deadline', time(document.deadlineAt)),
  );
}

/** Devices that it did not get. */
export function heldNote({ held }) {
  if (held === undefined || held.devices === 0) return '';
  const others = [...new Set(held.examples.map(({ rollout }) => rollout))];
  return h(
    'p',
    {},
    `${countOf(held.devices, 'device')} it did not get: another rollout holds them, such as `,
    h('code', {}, held.examples[0]?.deviceId ?? ''),
    ' (',
    others.map((id, index) => [index === 0 ? '' : ', ', h('a', { href: `#${id}` }, id)]),
    ').',
  );
}

function figure(label, value, key, note) {
  return h(
    'div',
    {},
    h('dt', {}, key ? h('span', { class: `dot ${key}` }) : '', label),
    h('dd', {}, value),
    note === undefined ? '' : h('dd', { class: 'soft' }, note),
  );
}

const ACTS = {
  create: 'created it',
  submit: 'submitted it',
  approve: 'approved it',
  reject: 'rejected it',
  edit: 'changed its document',
  start: 'started it',
  pause: 'paused it',
  halt: 'halted it',
  resume: 'let it go on',
  cancel: 'gave it up',
  openGate: 'opened a gate',
  lowerCap: 'lowered the cap',
};

function actText(what, by) {
  if (what === 'complete') return ['It was completed: nothing was left to do'];
  if (what === 'expire') return ['It ended: its deadline was over'];
  return [h('b', {}, whoDid(by)), ` ${ACTS[what] ?? what}`];
}

export function history({ acts, document }) {
  const entries = acts.toReversed().map(({ what, by, at, reason, detail }) => {
    const more = [detail, reason].filter((text) => text !== undefined).join(' ');
    return h('li', {}, time(at), ' ', ...actText(what, by), more === '' ? '' : `. ${more}`);
  });
  return [
    h('h2', {}, 'Who did what'),
    h('ol', { class: 'acts', reversed: true }, entries),
    h(
      'details',
      { 'data-key': 'document' },
      h('summary', {}, 'The document'),
      h('pre', {}, h('code', {}, JSON.stringify(document, null, 2))),
    ),
  ];
}
