import { holdsDevice } from './execution.ts';
import type { ExecutionEvent } from './execution-event.ts';
import {
  HOUR,
  inform,
  MINUTE,
  ONE_STEP,
  Play,
  ROLLOUT,
  type Surroundings,
  TARGET,
  TWO_STEPS,
} from './testing/executions.ts';

const KEY = `F.${ROLLOUT}.1.1`;

test('a device goes all the way: success is the version in a later Inform, and the checks after it', () => {
  const play = new Play().toSending();
  expect(play.effects).toEqual([{ do: 'download', sessionId: 's1', commandKey: KEY, image: TARGET.id }]);
  play.answered('s1', 1).on(inform('s2', '2.0', '1', '7'));
  expect([play.state.state, play.done]).toEqual(['verifying', ['postCheck']]);
  play.completed('s2', 0).checked('s2');
  expect(play.states).toEqual(['scheduled', 'admitted', 'sending', 'transferring', 'verifying', 'succeeded']);
  expect(play.state).toMatchObject({ account: 'completed', transferOpen: false });
  expect(play.state).not.toHaveProperty('deadlineAt');
  expect(play.effects).toEqual([]);
  expect(play.state.attempts).toMatchObject([{ step: 1, attempt: 1, commandKey: KEY, result: 'verified' }]);
});

describe('eligible', () => {
  test.each(['already', 'incompatible', 'downgrade', 'notReleased'] as const)(
    'without a way (%s): skipped',
    (reason) => {
      const { state } = new Play().on({ type: 'planned', path: { kind: 'refused', reason, detail: 'no' } });
      expect(state).toMatchObject({ state: 'skipped', reason, account: 'none' });
    },
  );

  test('an Inform asks for the way, while its wave runs', () => {
    expect(new Play().on(inform('s1', '1.0')).done).toEqual(['plan']);
    expect(new Play({ waveOpen: false }).on(inform('s1', '1.0')).done).toEqual([]);
  });
});

describe('scheduled', () => {
  const scheduled = (around?: Surroundings) =>
    new Play(around).on({ type: 'planned', path: { kind: 'path', steps: ONE_STEP } });

  test.each<[string, Surroundings]>([
    ['the rollout is paused', { phase: 'paused' }],
    ['the rollout is halted', { phase: 'halted' }],
    ['its document is not approved', { approved: false }],
    ['its wave is not open', { waveOpen: false }],
    ['its window is closed', { windowOpen: false }],
    ['its cell is closed', { closedCells: ['Acme/Router/A/1.0'] }],
    ['the image is quarantined', { images: new Map([[TARGET.id, { ...TARGET, state: 'quarantined' }]]) }],
    ['the image is gone', { images: new Map() }],
  ])('while %s it waits, and no permit is taken', (_, around) => {
    const play = scheduled(around).on(inform('s1', '1.0'));
    expect(play.state).toMatchObject({ state: 'scheduled', account: 'none' });
    expect(play.on({ type: 'wakeWanted' }).state.state).toBe('scheduled');
  });

  test('it is woken, and who does not answer did nothing wrong', () => {
    const play = scheduled().on({ type: 'wakeWanted' });
    expect([play.state.state, play.done]).toEqual(['notified', ['wake']]);
    expect(new Play({}, play.state).on(inform('s1', '1.0')).state.state).toBe('admitted');
    expect(new Play({}, play.state).on({ type: 'wakeFailed' }).state.state).toBe('scheduled');
    expect(new Play({}, play.state).overdue().state).toMatchObject({ state: 'scheduled', account: 'none' });
  });

  test('the version came from elsewhere: there is nothing to do', () => {
    expect(scheduled().on(inform('s1', 'V2-r1')).state).toMatchObject({ state: 'skipped', reason: 'already' });
  });

  test('another version than the way begins with: the way is looked for again', () => {
    const play = scheduled().on(inform('s1', '1.1'));
    expect([play.state.state, play.state.path, play.done]).toEqual(['eligible', [], ['plan']]);
  });

  test('it waits no longer than the rollout', () => {
    expect(scheduled().overdue().state).toMatchObject({ state: 'timedOut', reason: 'deadline', account: 'none' });
  });

  test('a rollout of a higher priority takes it; one to which something was sent stays', () => {
    const supersede: ExecutionEvent = { type: 'supersede', by: 'rollout002' };
    expect(scheduled().on(supersede).state).toMatchObject({ state: 'superseded', detail: 'rollout002' });
    expect(new Play().toTransferring().on(supersede).state.state).toBe('transferring');
  });
});

describe('admitted', () => {
  const admitted = () =>
    new Play().on({ type: 'planned', path: { kind: 'path', steps: ONE_STEP } }).on(inform('s1', '1.0'));

  test('it has a permit before anything is sent, and asks again what an Inform that comes twice asks', () => {
    const play = admitted();
    expect([play.state.account, play.done]).toEqual(['inFlight', ['preCheck']]);
    const before = play.state;
    const again = { ...inform('s1', '1.0'), position: before.position } as ExecutionEvent;
    expect([play.on(again).state, play.done]).toEqual([before, ['preCheck']]);
  });

  test.each<[string, ExecutionEvent]>([
    ['a check does not hold', { type: 'preChecked', sessionId: 's1', failed: 'CallState is Connected' }],
    ['the session ends', { type: 'sessionEnded', sessionId: 's1' }],
  ])('when %s the permit goes back', (_, event) => {
    expect(admitted().on(event).state).toMatchObject({ state: 'scheduled', account: 'none', transferOpen: false });
  });

  test('when its time is over, its permit goes back', () => {
    expect(admitted().overdue().state).toMatchObject({ state: 'scheduled', account: 'none' });
  });

  test('what was halted while the checks ran is not sent', () => {
    const play = admitted();
    play.around = { phase: 'halted' };
    expect(play.on({ type: 'preChecked', sessionId: 's1' }).done).toEqual([]);
    expect(play.state).toMatchObject({ state: 'scheduled', account: 'none' });
  });
});

describe('sending', () => {
  test('Status 0: applied in the session, no TransferComplete will come', () => {
    const play = new Play().toSending().answered('s1', 0);
    expect(play.state).toMatchObject({ state: 'transferred', transferOpen: false });
    expect(play.on(inform('s2', '2.0', '1')).checked('s2').state.state).toBe('succeeded');
  });

  test.each([
    [9000, 'skipped', 'none'],
    [9001, 'waitingRetry', 'inFlight'],
    [9002, 'waitingRetry', 'inFlight'],
    [9003, 'failed', 'failed'],
    [9004, 'waitingRetry', 'inFlight'],
    [9010, 'waitingRetry', 'inFlight'],
    [9012, 'waitingRetry', 'inFlight'],
    [9013, 'skipped', 'none'],
    [0, 'waitingRetry', 'inFlight'],
  ])('fault %i: %s', (code, state, account) => {
    const play = new Play().toSending().refused('s1', code);
    expect(play.state).toMatchObject({ state, account, transferOpen: false, faults: [code] });
  });

  test.each<[string, (play: Play) => Play]>([
    ['ends', (play) => play.on({ type: 'sessionEnded', sessionId: 's1' })],
    ['is replaced by another', (play) => play.on(inform('s2', '1.0'))],
    ['is forgotten', (play) => play.overdue()],
  ])('when the session %s before the answer, nobody knows what became of it', (_, lose) => {
    const { state } = lose(new Play().toSending());
    expect(state).toMatchObject({ state: 'unknownSent', account: 'inFlight', transferOpen: true });
  });

  test('TransferComplete may be here before the answer', () => {
    const play = new Play().toSending().completed('s1', 0);
    expect(play.state.state).toBe('transferred');
    expect(play.answered('s1', 1).state.state).toBe('transferred');
  });
});

describe('unknownSent', () => {
  const unknown = (around?: Surroundings) => new Play(around).toSending().on({ type: 'sessionEnded', sessionId: 's1' });
  const lists = { methods: ['GetAllQueuedTransfers'] };

  test.each([
    [1, 'transferring'],
    [2, 'transferring'],
    [3, 'transferred'],
  ] as const)('in state %i of the queue: %s', (state, becomes) => {
    const play = unknown(lists).on(inform('s2', '1.0'));
    expect(play.done).toEqual(['listTransfers']);
    play.on({ type: 'queueAnswered', sessionId: 's2', queue: [{ commandKey: KEY, state }] });
    expect(play.state.state).toBe(becomes);
  });

  test('not in the queue: it never arrived, and goes out again under the same key', () => {
    const play = unknown(lists).on(inform('s2', '1.0')).on({ type: 'queueAnswered', sessionId: 's2', queue: [] });
    expect(play.effects).toEqual([{ do: 'download', sessionId: 's2', commandKey: KEY, image: TARGET.id }]);
    expect(play.state.attempts).toHaveLength(1);
  });

  test('not in the queue while the rollout is paused: it waits, and goes out under the same key later', () => {
    const play = unknown({ ...lists, phase: 'running' });
    play.around = { ...lists, phase: 'paused' };
    play.on(inform('s2', '1.0')).on({ type: 'queueAnswered', sessionId: 's2', queue: [] });
    expect(play.state).toMatchObject({ state: 'waitingRetry', attempt: 1, transferOpen: false });
    play.around = lists;
    play.on(inform('s3', '1.0')).on({ type: 'preChecked', sessionId: 's3' });
    expect(play.effects).toMatchObject([{ do: 'download', commandKey: KEY }]);
  });

  test('a CPE that lists nothing gets the same again, but not before it had time to tell', () => {
    const play = unknown().on(inform('s2', '1.0'));
    expect(play.done).toEqual([]);
    play.on(inform('s3', '1.0'), HOUR);
    expect(play.effects).toMatchObject([{ do: 'download', commandKey: KEY }]);
  });

  test('the version, or a TransferComplete, tells as well', () => {
    expect(unknown().on(inform('s2', '2.0', '1')).state.state).toBe('verifying');
    expect(
      unknown()
        .on(inform('s2', '1.0', '7'))
        .completed('s2', 0).state.state,
    ).toBe('transferred');
  });

  test('when nothing tells in time it is burned, and the device stays taken until it shows that it is idle', () => {
    const play = unknown().overdue();
    expect(play.state).toMatchObject({ state: 'timedOut', reason: 'silent', account: 'failed', transferOpen: true });
    expect(holdsDevice(play.state)).toBe(true);
    expect(holdsDevice(play.on(inform('s9', '1.0')).state)).toBe(true);
    expect(holdsDevice(play.on(inform('s10', '1.0', '1')).state)).toBe(false);
  });
});

describe('transferring', () => {
  test('the version beats a TransferComplete that never comes', () => {
    const play = new Play()
      .toTransferring()
      .on(inform('s2', '2.0', '1'))
      .checked('s2');
    expect(play.state.state).toBe('succeeded');
  });

  test('an Inform with the old version is nothing special', () => {
    const play = new Play().toTransferring();
    for (const session of ['s2', 's3', 's4']) play.on(inform(session, '1.0'));
    expect(play.state.state).toBe('transferring');
  });

  test('a boot without a word of the transfer: two Informs later, or a little later, it failed', () => {
    const play = new Play()
      .toTransferring()
      .on(inform('s2', '1.0', '1'))
      .on(inform('s3', '1.0'));
    expect(play.state.state).toBe('transferring');
    // It comes twice.
    const again = { ...inform('s3', '1.0'), position: play.state.position } as ExecutionEvent;
    expect(play.on(again).state.state).toBe('transferring');
    expect(play.on(inform('s4', '1.0')).state).toMatchObject({ state: 'failed', reason: 'rebootNoTransfer' });
    const alone = new Play().toTransferring().on(inform('s2', '1.0', '1'));
    expect(Date.parse(alone.state.deadlineAt ?? '') - alone.nowMs).toBe(15 * MINUTE);
    expect(alone.overdue().state).toMatchObject({ state: 'failed', reason: 'rebootNoTransfer' });
  });

  test('a CPE that boots, resumes by itself and then tells, goes on', () => {
    const play = new Play()
      .toTransferring()
      .on(inform('s2', '1.0', '1'))
      .on(inform('s3', '1.0', '7'))
      .completed('s3', 0);
    expect(play.state.state).toBe('transferred');
    expect(play.on(inform('s4', '2.0', '1')).checked('s4').state.state).toBe('succeeded');
  });

  test('the Inform of the session in which it was sent may come again: it was no boot since', () => {
    const boot = { ...inform('s1', '1.0', '1'), position: 7 } as ExecutionEvent;
    const play = new Play().on({ type: 'planned', path: { kind: 'path', steps: ONE_STEP } }).on(boot);
    play.on({ type: 'preChecked', sessionId: 's1' }).answered('s1', 1);
    const { state } = play;
    expect(play.on(boot).state).toBe(state);
  });

  test('another version than the old and the new one', () => {
    const { state } = new Play().toTransferring().on(inform('s2', '1.7', '1'));
    expect(state).toMatchObject({ state: 'failed', reason: 'unexpectedVersion', account: 'failed' });
  });

  test('gone: burned when its time is over, silent when it was never seen since', () => {
    expect(new Play().toTransferring().overdue().state).toMatchObject({ state: 'timedOut', reason: 'silent' });
    const seen = new Play().toTransferring().on(inform('s2', '1.0')).overdue().state;
    expect(seen).toMatchObject({ state: 'timedOut', reason: 'deadline', account: 'failed', transferOpen: true });
  });

  test.each([
    [9010, 'waitingRetry'],
    [9014, 'waitingRetry'],
    [9015, 'waitingRetry'],
    [9016, 'waitingRetry'],
    [9017, 'waitingRetry'],
    [9018, 'failed'],
    [9019, 'failed'],
    [9020, 'scheduled'],
    [9021, 'transferring'],
    [9850, 'waitingRetry'],
  ])('TransferComplete with fault %i: %s', (code, state) => {
    expect(new Play().toTransferring().completed('s2', code).state.state).toBe(state);
  });

  test('a fault is tried again under another key, after a time, and not for ever', () => {
    const play = new Play().toTransferring();
    for (let attempt = 1; attempt <= 3; attempt++) {
      play.completed(`t${attempt}`, 9010, `F.${ROLLOUT}.1.${attempt}`);
      expect(play.state).toMatchObject({ state: 'waitingRetry', attempt: attempt + 1, account: 'inFlight' });
      expect(play.on(inform(`early${attempt}`, '1.0')).state.state).toBe('waitingRetry');
      play.on(inform(`r${attempt}`, '1.0'), 3 * HOUR).on({ type: 'preChecked', sessionId: `r${attempt}` });
      expect(play.effects).toMatchObject([{ do: 'download', commandKey: `F.${ROLLOUT}.1.${attempt + 1}` }]);
      play.answered(`r${attempt}`, 1);
    }
    expect(play.completed('t4', 9010, `F.${ROLLOUT}.1.4`).state).toMatchObject({ state: 'failed', reason: 'fault' });
    expect(play.state.attempts.map(({ faultCode }) => faultCode)).toEqual([9010, 9010, 9010, 9010]);
  });

  test('not in its window: no failure, and its permit is free', () => {
    const { state } = new Play().toTransferring().completed('s2', 9020);
    expect(state).toMatchObject({ state: 'scheduled', account: 'none', attempt: 2, evidence: {} });
  });
});

describe('TransferComplete', () => {
  test('doubled: the first one counts', () => {
    const play = new Play().toTransferred();
    expect(play.completed('s2', 9010).state.state).toBe('transferred');
    const again = new Play().toTransferring().completed('s2', 9010);
    expect(again.completed('s2', 9010).state).toMatchObject({ state: 'waitingRetry', attempt: 2 });
  });

  test('of an earlier attempt: nothing follows', () => {
    const play = new Play().toTransferring().completed('s2', 9016).on(inform('s3', '1.0'), HOUR);
    play.on({ type: 'preChecked', sessionId: 's3' }).answered('s3', 1);
    expect(play.completed('s4', 0).state.state).toBe('transferring');
    expect(play.completed('s4', 0, `F.${ROLLOUT}.1.2`).state.state).toBe('transferred');
  });

  test('without a key: it is for what was sent', () => {
    const { state } = new Play().toTransferring().completed('s2', 0, '');
    expect(state).toMatchObject({ state: 'transferred', evidence: { transferComplete: { withoutKey: true } } });
  });

  test('without a key, from before the Download: it is for something else', () => {
    const before = {
      type: 'transferCompleted',
      sessionId: 's0',
      position: 1,
      faultCode: 9018,
    } as const;
    const play = new Play().toTransferring().on(before);
    expect([play.state.state, play.done]).toEqual(['transferring', ['tellUnsolicited']]);
  });

  test.each(['M.someCommand', `F.${ROLLOUT}.1.2`, 'F.rollout002.1.1', `${KEY}.r`])(
    'with the key %s: told, no more',
    (key) => {
      const play = new Play().toTransferring().completed('s2', 0, key);
      expect([play.state.state, play.effects]).toEqual(['transferring', [{ do: 'tellUnsolicited', commandKey: key }]]);
    },
  );

  test('late and without a fault it is no success: only the version is', () => {
    const play = new Play().toTransferring().overdue().completed('s2', 0);
    expect(play.state).toMatchObject({ state: 'timedOut', account: 'failed', transferOpen: false });
    play.on(inform('s3', '2.0', '1'));
    expect([play.state.state, play.done]).toEqual(['timedOut', ['postCheck']]);
    play.checked('s3');
    expect(play.state).toMatchObject({ state: 'succeeded', account: 'completed', evidence: { late: true } });
  });
});

describe('transferred', () => {
  test('a boot with the old version: it fell back', () => {
    const { state } = new Play().toTransferred().on(inform('s2', '1.0', '1'));
    expect(state).toMatchObject({ state: 'failed', reason: 'reverted', account: 'failed' });
  });

  test('a boot with the old version and the TransferComplete in one session: the same', () => {
    const play = new Play().toTransferring().on(inform('s2', '1.0', '1', '7'));
    expect(play.state.state).toBe('transferring');
    expect(play.completed('s2', 0).state).toMatchObject({ state: 'failed', reason: 'reverted' });
  });

  test('it reports success and stays: rebooted once if the rollout does that, given up otherwise', () => {
    expect(new Play().toTransferred().overdue().state).toMatchObject({ state: 'timedOut', reason: 'notApplied' });
    const play = new Play({ document: { rebootAfterTransfer: true } }).toTransferred().overdue();
    expect([play.state.state, play.done]).toEqual(['rebooting', ['wake']]);
    play.on(inform('s2', '1.0'));
    expect(play.effects).toEqual([{ do: 'reboot', sessionId: 's2', commandKey: `${KEY}.r` }]);
    expect(play.on(inform('s3', '1.0')).done).toEqual([]);
    expect(play.on(inform('s4', '2.0', '1')).checked('s4').state.state).toBe('succeeded');
  });

  test('a reboot waits for the window, and not for ever', () => {
    const play = new Play({ document: { rebootAfterTransfer: true } }).toTransferred().overdue();
    play.around = { ...play.around, windowOpen: false };
    expect(play.on(inform('s2', '1.0')).done).toEqual([]);
    expect(play.overdue().state).toMatchObject({ state: 'timedOut', reason: 'notApplied', account: 'failed' });
  });
});

describe('verifying', () => {
  test('a version that devices report by another text is the version', () => {
    expect(new Play().toTransferring().on(inform('s2', 'V2-r1', '1')).state.state).toBe('verifying');
  });

  test('a check that does not hold is looked at again in later sessions, until the time is over', () => {
    const play = new Play().toVerifying().checked('s2', 'Status is Down');
    expect(play.state.state).toBe('verifying');
    expect(play.on(inform('s3', '2.0')).done).toEqual(['postCheck']);
    expect(play.checked('s2').state.state).toBe('verifying');
    expect(new Play({}, play.state).checked('s3').state.state).toBe('succeeded');
    expect(play.overdue().state).toMatchObject({ state: 'failed', reason: 'postCheck', detail: 'Status is Down' });
  });

  test('what a factory reset took away is put back before it counts', () => {
    const play = new Play().toTransferring().on(inform('s2', '2.0', '0', '1'));
    expect(play.done).toEqual(['configure', 'postCheck']);
    play.on({ type: 'postChecked', sessionId: 's2', configured: false });
    expect(play.state.state).toBe('verifying');
    expect(play.on(inform('s3', '2.0')).checked('s3').state.state).toBe('succeeded');
  });

  test('the old version after the new one: it fell back', () => {
    expect(new Play().toVerifying().on(inform('s3', '1.0', '1')).state).toMatchObject({ reason: 'reverted' });
  });
});

describe('soaking', () => {
  const soaking = () => new Play({ document: { deviceSoakMinutes: 60 } }).toVerifying().checked('s2');

  test('it holds its permit, and succeeds with a sign of life after its time', () => {
    const play = soaking();
    expect(play.state).toMatchObject({ state: 'soaking', account: 'inFlight' });
    expect(play.on(inform('s3', '2.0')).state.state).toBe('soaking');
    expect(play.on(inform('s4', '2.0'), HOUR).state).toMatchObject({ state: 'succeeded', account: 'completed' });
  });

  test.each<[string, (play: Play) => Play, string]>([
    ['falls silent', (play) => play.overdue(), 'silent'],
    ['falls back', (play) => play.on(inform('s3', '1.0', '1')), 'reverted'],
    [
      'boots again and again',
      (play) => ['a', 'b', 'c'].reduce((so, session) => so.on(inform(session, '2.0', '1')), play),
      'unhealthy',
    ],
  ])('one that %s burns its permit', (_, happen, reason) => {
    expect(happen(soaking()).state).toMatchObject({ reason, account: 'failed' });
  });
});

describe('several images', () => {
  test('the next one goes out when the one before is verified; the permit is held all the way', () => {
    const play = new Play()
      .toTransferring(TWO_STEPS)
      .on(inform('s2', 'V1.5-r1', '1'))
      .checked('s2');
    expect(play.state).toMatchObject({ state: 'waitingRetry', step: 2, attempt: 1, account: 'inFlight' });
    play.on(inform('s3', 'V1.5-r1')).on({ type: 'preChecked', sessionId: 's3' });
    expect(play.effects).toEqual([
      { do: 'download', sessionId: 's3', commandKey: `F.${ROLLOUT}.2.1`, image: TARGET.id },
    ]);
    play.answered('s3', 1).on(inform('s4', 'V1.5-r1'));
    expect(play.state.state).toBe('transferring');
    expect(play.on(inform('s5', '2.0', '1')).checked('s5').state.state).toBe('succeeded');
  });

  test('to fall back to the image before is to fall back', () => {
    const play = new Play()
      .toTransferring(TWO_STEPS)
      .on(inform('s2', 'V1.5-r1', '1'))
      .checked('s2');
    play.on(inform('s3', 'V1.5-r1')).on({ type: 'preChecked', sessionId: 's3' }).answered('s3', 1);
    play.completed('s3', 0, `F.${ROLLOUT}.2.1`).on(inform('s4', 'V1.5-r1', '1'));
    expect(play.state).toMatchObject({ state: 'failed', reason: 'reverted' });
  });
});

test('to install the same again needs a boot for a proof', () => {
  const document = { allowReinstall: true };
  const play = new Play({ document }).on({
    type: 'planned',
    path: { kind: 'path', steps: [{ image: TARGET.id, from: '2.0', to: '2.0' }] },
  });
  play.on(inform('s1', '2.0')).on({ type: 'preChecked', sessionId: 's1' }).answered('s1', 1).on(inform('s2', '2.0'));
  expect(play.state.state).toBe('transferring');
  expect(play.on(inform('s3', '2.0', '1', '7')).state.state).toBe('verifying');
});

describe('cancelled', () => {
  const cancel: ExecutionEvent = { type: 'cancel', by: 'anna' };

  test('before anything was sent: its permit goes back', () => {
    const play = new Play().on({ type: 'planned', path: { kind: 'path', steps: ONE_STEP } }).on(inform('s1', '1.0'));
    expect(play.on(cancel).state).toMatchObject({ state: 'cancelled', account: 'none', detail: 'anna' });
    expect(play.on({ type: 'preChecked', sessionId: 's1' }).done).toEqual([]);
  });

  test('under way: the URL is revoked, and the CPE is asked to cancel where it can', () => {
    const play = new Play({ methods: ['CancelTransfer'] }).toTransferring().on(cancel);
    expect([play.state.state, play.effects]).toEqual(['transferring', [{ do: 'revoke', commandKey: KEY }]]);
    play.on(inform('s2', '1.0'));
    expect(play.effects).toEqual([{ do: 'cancelTransfer', sessionId: 's2', commandKey: KEY }]);
    const done = new Play({}, play.state).on({ type: 'cancelAnswered', sessionId: 's2', done: true });
    expect(done.state).toMatchObject({ state: 'cancelled', account: 'none', transferOpen: false });
    play.on({ type: 'cancelAnswered', sessionId: 's2', done: false });
    expect(play.on(inform('s3', '1.0')).done).toEqual([]);
    expect(play.on(inform('s4', '2.0', '1')).checked('s4').state.state).toBe('succeeded');
  });

  test('a file that could not be fetched because it was revoked is no failure', () => {
    const play = new Play().toTransferring();
    play.around = { phase: 'halted' };
    expect(play.completed('s2', 9016).state).toMatchObject({ state: 'cancelled', reason: 'halted', account: 'none' });
    const own = new Play().toTransferring().on(cancel).completed('s2', 9016);
    expect(own.state).toMatchObject({ state: 'cancelled', account: 'none' });
  });

  test('once the file is there it is too late', () => {
    expect(new Play().toTransferred().on(cancel).state.state).toBe('transferred');
  });
});

describe('final states', () => {
  test('success is never taken back', () => {
    const play = new Play().toVerifying().checked('s2');
    const { state } = play;
    for (const event of [inform('s9', '1.0', '1'), { type: 'deadline' }, { type: 'cancel', by: 'anna' }] as const) {
      expect(play.on(event, 9 * HOUR).state).toBe(state);
    }
  });

  test('a device that does badly with the new version does not succeed late', () => {
    const play = new Play().toVerifying().checked('s2', 'Status is Down').overdue();
    expect(play.on(inform('s3', '2.0')).done).toEqual([]);
    expect(play.checked('s3').state.state).toBe('failed');
  });

  test('a late version does not count while a check does not hold', () => {
    const play = new Play()
      .toTransferring()
      .overdue()
      .on(inform('s3', '2.0', '1'))
      .checked('s3', 'Status is Down');
    expect(play.state).toMatchObject({ state: 'timedOut', account: 'failed', transferOpen: false });
    expect(play.on(inform('s4', '2.0')).checked('s4').state.state).toBe('succeeded');
  });
});

test('a deadline that comes early, or for a state that was left, says nothing', () => {
  const play = new Play().toTransferring();
  const { state } = play;
  expect(play.on({ type: 'deadline' }).state).toBe(state);
});

describe('a Download that did not go out after all', () => {
  const notSent = (sessionId: string) => ({ type: 'notSent', sessionId, detail: 'The image is quarantined.' }) as const;

  test('the first one: the device waits as before, and its permit is free', () => {
    const { state } = new Play().toSending().on(notSent('s1'));
    expect(state).toMatchObject({ state: 'scheduled', account: 'none', transferOpen: false, attempts: [] });
    expect(state.detail).toBe('The image is quarantined.');
    expect(state.evidence.sentAt).toBeUndefined();
  });

  test('a later one: what was sent before keeps the permit', () => {
    const play = new Play().toTransferring().completed('s2', 9010);
    play.on(inform('s3', '1.0'), 24 * HOUR).on({ type: 'preChecked', sessionId: 's3' });
    expect(play.state).toMatchObject({ state: 'sending', attempt: 2 });
    const { state } = play.on(notSent('s3'));
    expect(state).toMatchObject({ state: 'waitingRetry', attempt: 2, account: 'inFlight', transferOpen: false });
    expect(state.attempts).toHaveLength(1);
  });

  test('one that was sent before under the same key: nobody knows whether that arrived', () => {
    const play = new Play().toSending().on({ type: 'sessionEnded', sessionId: 's1' }).on(inform('s2', '1.0'), HOUR);
    expect(play.done).toEqual(['download']);
    expect(play.on(notSent('s2')).state).toMatchObject({ state: 'unknownSent', transferOpen: true });
  });

  test('of another session: nothing', () => {
    const play = new Play().toSending();
    expect(play.on(notSent('s0')).state.state).toBe('sending');
  });
});

test('a device that was given up and may still be fetching is asked for its transfers', () => {
  const play = new Play({ methods: ['GetAllQueuedTransfers'] }).toTransferring().overdue();
  expect(play.state).toMatchObject({ state: 'timedOut', transferOpen: true });
  play.on(inform('s2', '1.0'));
  expect(play.done).toEqual(['listTransfers']);
  play.on({ type: 'queueAnswered', sessionId: 's2', queue: [] });
  expect(play.state).toMatchObject({ state: 'timedOut', transferOpen: false });
});

test('a device that was configured again after its checks is checked once more', () => {
  const play = new Play().toTransferring().on(inform('s2', '2.0', '0', '1', '7'));
  play.on({ type: 'postChecked', sessionId: 's2', configured: false });
  expect(play.on({ type: 'configured', sessionId: 's2' }).done).toEqual(['postCheck']);
  expect(play.checked('s2').state.state).toBe('succeeded');
  expect(play.on({ type: 'configured', sessionId: 's2' }).done).toEqual([]);
});
