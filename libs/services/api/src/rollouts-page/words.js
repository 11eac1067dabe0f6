import { h } from './dom.js';

const numbers = new Intl.NumberFormat();
const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

export function count(number) {
  return numbers.format(number);
}

export function countOf(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** In the zone of the reader; UTC when pointed at. */
export function time(timestamp) {
  return h('time', { datetime: timestamp, title: timestamp }, times.format(new Date(timestamp)));
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function ago(timestamp, nowMs = Date.now()) {
  const seconds = (Date.parse(timestamp) - nowMs) / 1_000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return relative.format(Math.round(seconds / size), unit);
}

export const PHASES = {
  draft: 'Draft',
  awaitingApproval: 'Awaits approval',
  ready: 'Ready to start',
  running: 'Running',
  paused: 'Paused',
  halted: 'Halted',
  completed: 'Completed',
  cancelled: 'Cancelled',
  expired: 'Expired',
};

export function phase(name) {
  return h('span', { class: `phase ${name}` }, PHASES[name] ?? name);
}

/** What is told apart of the devices of a wave, in the order of the bar. */
export const PARTS = [
  ['succeeded', 'Succeeded', ['succeeded']],
  ['failed', 'Failed', ['failed', 'timedOut']],
  [
    'inFlight',
    'In flight',
    [
      'admitted',
      'sending',
      'unknownSent',
      'transferring',
      'transferred',
      'rebooting',
      'verifying',
      'soaking',
      'waitingRetry',
    ],
  ],
  ['waiting', 'Waiting', ['eligible', 'scheduled', 'notified']],
  ['left', 'Left out', ['skipped', 'cancelled', 'superseded']],
];

/** Devices of a tally by part; `size` of a wave that was not counted yet is waiting. */
export function partsOf(tally, size = 0) {
  const states = tally?.states ?? {};
  const parts = PARTS.map(([key, label, names]) => {
    return { key, label, devices: names.reduce((sum, name) => sum + (states[name] ?? 0), 0) };
  });
  const counted = parts.reduce((sum, { devices }) => sum + devices, 0);
  return parts.map((part) =>
    part.key === 'waiting' ? { ...part, devices: part.devices + Math.max(0, size - counted) } : part,
  );
}

/** Why a device that called in was sent nothing. */
export const WAITS = {
  notRunning: 'the rollout did not run',
  notApproved: 'the document was not approved',
  waveClosed: 'the wave was closed',
  cellClosed: 'their model and version is left out',
  windowClosed: 'their window was closed, or about to close',
  tooEarly: 'it was too early to try again',
  deadline: 'the time of the rollout was over',
  imageNotReleased: 'the image was not released any more',
  downgrade: 'the image was older than what they run',
  cancelWanted: 'they were being cancelled',
  noPermit: 'no permit was free',
  groupFull: 'as many of their group were under way or lost as may be',
  preCheck: 'what must hold before did not',
  busy: 'something else was to be done first',
};

/** Halt rules, which also may be who stopped a rollout. */
export const RULES = {
  maxFailures: 'Failures that blame the image (one that fell back counts three times)',
  errorThreshold: 'Share of the finished devices that failed',
  maxConsecutive: 'Failures one after the other on one model and version',
  maxSilent: 'Devices without a word since the Download',
  maxCorrupt: 'Devices that find the image corrupt (9018, 9019)',
  maxUnreachable: 'Devices that may not fetch the image (9012, 9016)',
  maxRefused: 'Devices that refuse the Download (9003)',
};

/** Who or what brought a rollout where it is; empty where it got there by itself. */
export function whoDid(by) {
  if (by === 'complete' || by === 'expire') return '';
  return Object.hasOwn(RULES, by) ? `the rule ${by}` : by;
}

export const RULE_ACTIONS = {
  pause: 'pauses',
  halt: 'halts',
  quarantine: 'halts, and quarantines the image',
  closeCell: 'leaves that model and version out',
};
