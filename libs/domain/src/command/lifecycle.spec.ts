import fc from 'fast-check';
import type { DeviceId } from '../device/device-id.ts';
import type { RpcSent } from '../events/events.ts';
import { type Command, isOpen } from './command.ts';
import {
  commandId,
  newCommand,
  nowAwaits,
  nowFinished,
  nowOverdue,
  rpcWasAnswered,
  rpcWasLost,
  rpcWasSent,
} from './lifecycle.ts';
import { completed, failed } from './program.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const AT = '2026-01-01T00:00:00.000Z';

function aCommand(over: Partial<Command> = {}): Command {
  const fresh = newCommand({
    id: commandId(NOW_MS, new Uint8Array(10)),
    deviceId: '00A0B1-1' as DeviceId,
    origin: 'operator',
    spec: { kind: 'reboot' },
    nowMs: NOW_MS,
    expiresInS: 60,
  });
  return { ...fresh, ...over };
}

function sent(over: Partial<RpcSent> = {}): RpcSent {
  return { sessionId: 's', commandId: aCommand().id, step: 0, method: 'Reboot', ...over };
}

describe('a command id', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
  const time = fc.nat({ max: 2 ** 45 });

  test('sorts by time as text', () => {
    fc.assert(
      fc.property(time, time, bytes, bytes, (one, other, a, b) => {
        const [first, second] = [commandId(one, a), commandId(other, b)];
        if (one !== other) expect(first < second).toBe(one < other);
        expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
      }),
    );
  });

  test('holds all of its entropy', () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(commandId(NOW_MS, a) === commandId(NOW_MS, b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });
});

test('a new command waits, and expires in its time', () => {
  expect(aCommand({ idempotencyKey: 'once' })).toMatchObject({
    state: 'queued',
    revision: 0,
    rpcs: 0,
    attempts: 0,
    progress: {},
    createdAt: AT,
    deadlineAt: '2026-01-01T00:01:00.000Z',
    idempotencyKey: 'once',
  });
  // XSD: CommandKeyType is at most 32 characters long.
  expect(aCommand().commandKey.length).toBeLessThanOrEqual(32);
  expect(aCommand().commandKey).toContain(aCommand().id);
});

describe('an RPC that is sent', () => {
  test.each([
    'AddObject',
    'Download',
    'ScheduleDownload',
    'Upload',
    'Reboot',
    'FactoryReset',
    'ChangeDUState',
    'SetVouchers',
  ] as const)('%s must not run twice: it is remembered', (method) => {
    const command = rpcWasSent(aCommand(), sent({ method }), AT);
    expect(command).toMatchObject({
      state: 'sent',
      sentAt: AT,
      onWire: { step: 0, method, sessionId: 's', sentAt: AT },
    });
  });

  test.each(['GetParameterValues', 'SetParameterValues', 'DeleteObject', 'GetRPCMethods'] as const)(
    '%s may run twice: the command is only written once for it',
    (method) => {
      const first = rpcWasSent(aCommand(), sent({ method }), AT);
      expect(first).not.toHaveProperty('onWire');
      expect(rpcWasSent(first, sent({ method, step: 1 }), AT)).toBe(first);
    },
  );

  test('when it was first sent does not change', () => {
    const later = rpcWasSent(aCommand({ state: 'queued', sentAt: '2025-12-31T00:00:00.000Z' }), sent(), AT);
    expect(later.sentAt).toBe('2025-12-31T00:00:00.000Z');
  });
});

describe('an answer', () => {
  const onWire = rpcWasSent(aCommand({ attempts: 2 }), sent(), AT);

  test('makes way for the next RPC', () => {
    const command = rpcWasAnswered(onWire, { progress: { phase: 'x' }, learnt: [] }, NOW_MS);
    expect(command).toMatchObject({ state: 'sent', rpcs: 1, attempts: 0, progress: { phase: 'x' } });
    expect(command).not.toHaveProperty('onWire');
    expect(command).not.toHaveProperty('notBefore');
  });

  test('that calls for another try is an attempt, and waits', () => {
    const command = rpcWasAnswered(onWire, { progress: {}, learnt: [], retryAfterMs: 5_000 }, NOW_MS);
    expect(command).toMatchObject({ attempts: 3, notBefore: '2026-01-01T00:00:05.000Z' });
  });

  test('that is lost puts the command back under a new number: what was sent is stale', () => {
    const command = rpcWasLost(onWire, { progress: {}, learnt: [], retryAfterMs: 0 }, NOW_MS);
    expect(command).toMatchObject({ state: 'queued', rpcs: 1, attempts: 3, sentAt: AT });
    expect(command).not.toHaveProperty('onWire');
    expect(command).not.toHaveProperty('notBefore');
  });
});

test('an effect that is awaited has a deadline of its own', () => {
  expect(nowAwaits(aCommand(), 'boot', 's', 90_000, NOW_MS)).toMatchObject({
    state: 'sent',
    awaiting: { what: 'boot', since: AT, sessionId: 's' },
    deadlineAt: '2026-01-01T00:01:30.000Z',
  });
});

test.each([completed({ status: 0 }), failed('internal', 'why')])(
  'a finished one keeps only its outcome: $status',
  (outcome) => {
    const busy = {
      ...nowAwaits(rpcWasSent(aCommand(), sent(), AT), 'boot', 's', 1, NOW_MS),
      notBefore: AT,
      progress: { a: 1 },
    };
    const command = nowFinished(busy, outcome, NOW_MS);
    expect(command).toMatchObject({ state: outcome.status, outcome, finishedAt: AT, progress: {} });
    for (const member of ['onWire', 'awaiting', 'notBefore']) expect(command).not.toHaveProperty(member);
    expect(isOpen(command)).toBe(false);
  },
);

describe('an overdue command', () => {
  const wasSent = rpcWasSent(aCommand(), sent({ method: 'GetParameterValues' }), AT);

  test('that was never sent expires', () => {
    const command = nowOverdue(aCommand(), NOW_MS);
    expect(command).toMatchObject({ state: 'expired', finishedAt: AT });
    expect(command).not.toHaveProperty('outcome');
  });

  test.each<[string, Command, string]>([
    ['on the wire, unrepeatable', rpcWasSent(aCommand(), sent(), AT), 'outcome_unknown'],
    ['lost, and not to be found out', { ...wasSent, progress: { phase: 'unknown' } }, 'outcome_unknown'],
    [
      'lost, and still to be asked for',
      { ...wasSent, state: 'queued', progress: { phase: 'probe' } },
      'outcome_unknown',
    ],
    ['awaited', nowAwaits(wasSent, 'transferComplete', 's', 1, NOW_MS), 'timed_out'],
    ['half done', wasSent, 'timed_out'],
    ['put back', { ...wasSent, state: 'queued' }, 'timed_out'],
  ])('%s', (_, command, reason) => {
    expect(nowOverdue(command, NOW_MS)).toMatchObject({ state: 'failed', outcome: { status: 'failed', reason } });
  });

  test('says what did not come', () => {
    const { outcome } = nowOverdue(nowAwaits(wasSent, 'bootstrap', 's', 1, NOW_MS), NOW_MS);
    expect(outcome).toMatchObject({ detail: expect.stringContaining('0 BOOTSTRAP') });
  });
});
