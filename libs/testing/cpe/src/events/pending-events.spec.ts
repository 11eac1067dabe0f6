import { PendingEvents } from './pending-events.ts';

const codes = (events: PendingEvents): readonly string[] =>
  events.all.map(({ eventCode, commandKey }) => (commandKey ? `${eventCode} ${commandKey}` : eventCode));
const pending = (...eventCodes: readonly string[]): PendingEvents => {
  const events = new PendingEvents();
  for (const code of eventCodes) events.add(code);
  return events;
};

test('a single event is told once, however often it happened; M events each with their key', () => {
  const events = pending('3 SCHEDULED', '3 SCHEDULED');
  events.add('M ScheduleInform', 'a');
  events.add('M ScheduleInform', 'b');
  events.add('M ScheduleInform', 'b');
  expect(codes(events)).toEqual(['3 SCHEDULED', 'M ScheduleInform a', 'M ScheduleInform b', 'M ScheduleInform b']);
});

test('0 BOOTSTRAP discards what was pending', () => {
  const events = pending('1 BOOT', '4 VALUE CHANGE', '7 TRANSFER COMPLETE', '0 BOOTSTRAP', '1 BOOT');
  expect(codes(events)).toEqual(['0 BOOTSTRAP', '1 BOOT']);
});

test('a reboot keeps what must never be discarded', () => {
  const events = pending(
    '1 BOOT',
    '2 PERIODIC',
    '3 SCHEDULED',
    '4 VALUE CHANGE',
    '6 CONNECTION REQUEST',
    '7 TRANSFER COMPLETE',
    '8 DIAGNOSTICS COMPLETE',
    '10 AUTONOMOUS TRANSFER COMPLETE',
    '11 DU STATE CHANGE COMPLETE',
    '12 AUTONOMOUS DU STATE CHANGE COMPLETE',
    'M Download',
    'M Reboot',
  );
  events.reboot();
  expect(codes(events)).toEqual([
    '2 PERIODIC',
    '3 SCHEDULED',
    '7 TRANSFER COMPLETE',
    '10 AUTONOMOUS TRANSFER COMPLETE',
    '11 DU STATE CHANGE COMPLETE',
    '12 AUTONOMOUS DU STATE CHANGE COMPLETE',
    'M Download',
  ]);
});

test('the InformResponse acknowledges all but what has a response of its own', () => {
  const events = pending('1 BOOT', '2 PERIODIC', '4 VALUE CHANGE', '7 TRANSFER COMPLETE', '9 REQUEST DOWNLOAD');
  events.begin();
  events.informed();
  events.end();
  expect(codes(events)).toEqual(['7 TRANSFER COMPLETE', '9 REQUEST DOWNLOAD']);
});

test('without an InformResponse everything is told again, but a connection request and a heartbeat', () => {
  const events = pending('1 BOOT', '6 CONNECTION REQUEST', '4 VALUE CHANGE');
  events.begin();
  events.end();
  expect(codes(events)).toEqual(['1 BOOT', '4 VALUE CHANGE']);
  const alone = pending('14 HEARTBEAT');
  alone.begin();
  alone.end();
  expect(codes(alone)).toEqual([]);
});

test('what happens during the session is news, even if the same was just acknowledged', () => {
  const events = pending('4 VALUE CHANGE');
  events.begin();
  events.add('4 VALUE CHANGE');
  events.informed();
  events.end();
  expect(codes(events)).toEqual(['4 VALUE CHANGE']);
});

test('7 TRANSFER COMPLETE goes with the last of its transfers', () => {
  const events = pending('7 TRANSFER COMPLETE');
  events.add('M Download', 'a');
  events.add('M Upload', 'b');
  events.begin();
  events.informed();
  events.delivered('TransferComplete', 'a');
  expect(codes(events)).toEqual(['7 TRANSFER COMPLETE', 'M Upload b']);
  events.delivered('TransferComplete', 'b');
  expect(codes(events)).toEqual([]);
});

test('a heartbeat is told alone', () => {
  const events = pending('14 HEARTBEAT', '2 PERIODIC');
  expect(events.begin()).toEqual([{ eventCode: '2 PERIODIC', commandKey: '' }]);
  events.informed();
  events.end();
  expect(events.begin()).toEqual([{ eventCode: '14 HEARTBEAT', commandKey: '' }]);
});
