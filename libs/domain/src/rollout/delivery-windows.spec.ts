import type { ScheduledDelivery } from './rollout.ts';
import {
  HOUR,
  inform,
  MINUTE,
  NOW_MS,
  ONE_STEP,
  Play,
  ROLLOUT,
  type Surroundings,
  TARGET,
} from './testing/executions.ts';

const KEY = `F.${ROLLOUT}.1.1`;
const TONIGHT = { opensAtMs: NOW_MS + 2 * HOUR, closesAtMs: NOW_MS + 5 * HOUR };
const TOMORROW = { opensAtMs: NOW_MS + 26 * HOUR, closesAtMs: NOW_MS + 29 * HOUR };
const NIGHTS = [{ start: '02:00', minutes: 180, zone: 'UTC' }];

function nightly(delivery: Partial<ScheduledDelivery> = {}, around: Surroundings = {}): Play {
  return new Play({
    document: { windows: NIGHTS, delivery: { by: 'scheduleDownload', ...delivery } },
    windowOpen: false,
    openTimes: [TONIGHT, TOMORROW],
    methods: ['ScheduleDownload', 'CancelTransfer'],
    ...around,
  }).on({ type: 'planned', path: { kind: 'path', steps: ONE_STEP } });
}

/** Told its windows, three minutes after the start. */
function told(delivery: Partial<ScheduledDelivery> = {}, around: Surroundings = {}): Play {
  return nightly(delivery, around).on(inform('s1', '1.0')).on({ type: 'preChecked', sessionId: 's1' });
}

test('a CPE that calls in outside of its windows is told the next two, in seconds from then', () => {
  const play = told({ mode: '3 When Idle', userMessage: 'An update', maxRetries: 2 });
  const window = { windowMode: '3 When Idle', userMessage: 'An update', maxRetries: 2 };
  expect(play.effects).toEqual([
    {
      do: 'scheduleDownload',
      sessionId: 's1',
      commandKey: KEY,
      image: TARGET.id,
      timeWindowList: [
        { windowStart: 7_020, windowEnd: 17_820, ...window },
        { windowStart: 93_420, windowEnd: 104_220, ...window },
      ],
    },
  ]);
  expect(play.state).toMatchObject({ state: 'sending', account: 'inFlight', transferOpen: true });
});

test('its permit is held, and its deadline comes after the last window', () => {
  const play = told().answered('s1', 1);
  expect(play.state).toMatchObject({ state: 'transferring', account: 'inFlight' });
  expect(Date.parse(play.state.deadlineAt ?? '')).toBe(TOMORROW.closesAtMs + 4 * HOUR);
  play
    .on(inform('s2', '2.0', '1', '7'), 3 * HOUR)
    .completed('s2', 0)
    .checked('s2');
  expect(play.state).toMatchObject({ state: 'succeeded', account: 'completed' });
});

test('one that is silent is given up after its windows', () => {
  const play = told().answered('s1', 1).overdue();
  expect(play.state).toMatchObject({ state: 'timedOut', reason: 'silent', account: 'failed', transferOpen: true });
  expect(play.nowMs).toBe(TOMORROW.closesAtMs + 4 * HOUR);
});

test('boots say nothing of the transfer while its windows last, and count after them', () => {
  const play = told().answered('s1', 1);
  for (const session of ['s2', 's3', 's4', 's5']) play.on(inform(session, '1.0', '1'), HOUR);
  expect(play.state).toMatchObject({ state: 'transferring' });
  play.on(inform('s6', '1.0', '1'), 30 * HOUR);
  for (const session of ['s7', 's8']) play.on(inform(session, '1.0'));
  expect(play.state).toMatchObject({ state: 'failed', reason: 'rebootNoTransfer' });
});

test('a lost answer is not asked for again while what may have arrived could begin', () => {
  const play = told()
    .on({ type: 'sessionEnded', sessionId: 's1' })
    .on(inform('s2', '1.0'), 4 * HOUR);
  expect([play.state.state, play.done]).toEqual(['unknownSent', []]);
  const later = { opensAtMs: NOW_MS + 50 * HOUR, closesAtMs: NOW_MS + 53 * HOUR };
  play.around = { ...play.around, openTimes: [later] };
  play.on(inform('s3', '1.0'), TOMORROW.closesAtMs + 31 * MINUTE - play.nowMs);
  expect([play.state.state, play.done]).toEqual(['sending', ['scheduleDownload']]);
  expect(Date.parse(play.state.evidence.scheduled?.until ?? '')).toBe(later.closesAtMs);
});

test('what did not fit into its windows (9020) waits for the next ones, without a permit', () => {
  const play = told()
    .answered('s1', 1)
    .on(inform('s2', '1.0', '7'), 30 * HOUR)
    .completed('s2', 9020);
  expect(play.state).toMatchObject({ state: 'scheduled', account: 'none', attempt: 2, evidence: {} });
});

test('cancelled: the CPE is asked to forget it', () => {
  const play = told().answered('s1', 1).on({ type: 'cancel', by: 'anna' });
  expect(play.done).toEqual(['revoke']);
  play.on(inform('s2', '1.0'));
  expect(play.effects).toEqual([{ do: 'cancelTransfer', sessionId: 's2', commandKey: KEY }]);
  play.on({ type: 'cancelAnswered', sessionId: 's2', done: true });
  expect(play.state).toMatchObject({ state: 'cancelled', account: 'none', transferOpen: false });
});

test.each<[string, Partial<ScheduledDelivery>, Surroundings]>([
  ['that has no ScheduleDownload', {}, { methods: ['Download'] }],
  ['whose methods are not known', {}, { methods: undefined }],
  ['of another product class', { productClasses: ['Gateway'] }, {}],
  ['whose windows are all after the end of the rollout', {}, { openTimes: [nextYear()] }],
])('a CPE %s waits for its window, and is sent a Download', (_, delivery, around) => {
  const play = nightly(delivery, around).on(inform('s1', '1.0'));
  expect(play.state).toMatchObject({ state: 'scheduled', account: 'none' });
  play.around = { ...play.around, windowOpen: true };
  play.on(inform('s2', '1.0')).on({ type: 'preChecked', sessionId: 's2' });
  expect(play.done).toEqual(['download']);
});

function nextYear() {
  return { opensAtMs: NOW_MS + 8_760 * HOUR, closesAtMs: NOW_MS + 8_761 * HOUR };
}

test('without windows it may begin at once, within a day', () => {
  const play = new Play({
    document: { delivery: { by: 'scheduleDownload' } },
    methods: ['ScheduleDownload'],
  }).toSending();
  const [effect] = play.effects;
  expect(effect).toMatchObject({ do: 'scheduleDownload', timeWindowList: [{ windowStart: 0, windowEnd: 86_400 }] });
});

test('the end of the rollout cuts a window off', () => {
  const deadlineAt = new Date(TONIGHT.opensAtMs + HOUR).toISOString();
  const document = { windows: NIGHTS, delivery: { by: 'scheduleDownload' as const }, deadlineAt };
  const play = told({}, { document });
  const [effect] = play.effects;
  expect(effect).toMatchObject({ timeWindowList: [{ windowStart: 7_020, windowEnd: 10_620 }] });
});
