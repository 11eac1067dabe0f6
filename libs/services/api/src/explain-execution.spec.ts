import { EXECUTION_STATES, type Execution } from '#libs/domain';
import { anExecution } from '#libs/testing/port-contracts';
import { explainExecution } from './explain-execution.ts';

const path = [{ image: 'a'.repeat(64), from: '1.0', to: '2.0' }];
const explained = (change: Partial<Execution>) => explainExecution(anExecution({ path, ...change }));

test.each<[string, Partial<Execution>]>([
  ['It fetches 2.0.', { state: 'transferring' }],
  ['It failed. It came back with the old version.', { state: 'failed', reason: 'reverted' }],
  ['It failed. It came back with 1.0.', { state: 'failed', reason: 'reverted', detail: 'It came back with 1.0.' }],
  ['It was cancelled. By ada.', { state: 'cancelled', reason: 'cancelled', detail: 'ada' }],
  ['Another rollout took the device. By spring.', { state: 'superseded', reason: 'priority', detail: 'spring' }],
  [
    'It failed. The CPE refused the Download, or the transfer ended, with fault 9899.',
    { state: 'failed', reason: 'fault', faults: [9899] },
  ],
  [
    'It waits. When it called in last, its window was closed, or about to close.',
    { state: 'scheduled', waits: { for: 'windowClosed', since: '' }, evidence: { checkFailed: 'WAN is Down.' } },
  ],
  [
    'It waits. When it called in last, what must hold before did not: WAN is Down.',
    { state: 'scheduled', waits: { for: 'preCheck', since: '' }, evidence: { checkFailed: 'WAN is Down.' } },
  ],
  [
    'It is tried again later; it keeps its permit. When it called in last, as many of site=north were under way or lost as may be.',
    { state: 'waitingRetry', waits: { for: 'groupFull', group: 'site=north', since: '' } },
  ],
  [
    'It reports 2.0; what must hold after did not when it was read last: WAN is Down.',
    { state: 'verifying', evidence: { checkFailed: 'WAN is Down.' } },
  ],
])('%s', (text, change) => {
  expect(explained(change)).toBe(text);
});

test('every state has words, also before the way to the image is known', () => {
  const texts = EXECUTION_STATES.map((state) => explained({ state, path: [] }));
  expect(new Set(texts).size).toBe(EXECUTION_STATES.length);
  expect(texts.filter((text) => !/^\S.*\.$/.test(text) || text.includes('undefined'))).toEqual([]);
});

test('it is told since when what waits may go on', () => {
  const notBefore = '2026-01-02T00:00:00.000Z';
  expect(explained({ state: 'scheduled', notBefore })).toMatch(/permit\. Not before 2026-01-02T00:00:00\.000Z\.$/);
});
