import { checkInforms, type LoggedInform } from './inform-ledger.ts';

const inform = (name: string): LoggedInform => ({
  deviceId: name.charAt(0),
  mark: Number(name.slice(1)),
  eventId: name,
});
const informs = (names: string) => names.split(' ').map(inform);
const answered = informs('a1 a2 a3 b1 b2');
const fine = { lost: [], disordered: [], doubled: [], repeated: 0, unanswered: 0 };

test.each([
  ['everything in order', 'a1 a2 b1 a3 b2', {}],
  ['devices mixed in any way', 'b1 b2 a1 a2 a3', {}],
  ['a repetition of an event', 'a1 a2 a1 a3 b1 b2', { repeated: 1 }],
  ['one that was not answered', 'a1 a2 a3 a4 b1 b2', { unanswered: 1 }],
  ['one that was not answered, late', 'a1 a3 a2 b1 b2 b0', { disordered: ['a#2'], unanswered: 1 }],
  ['one missing', 'a1 a3 b1 b2', { lost: ['a#2'] }],
  ['two of a device that changed places', 'a1 a3 a2 b1 b2', { disordered: ['a#2'] }],
])('%s: %s', (_what, log, found) => {
  expect(checkInforms(answered, informs(log))).toEqual({ ...fine, ...found });
});

test('one Inform as two events', () => {
  const twice = [...answered, { ...inform('a2'), eventId: 'another' }];
  expect(checkInforms(answered, twice)).toMatchObject({ doubled: ['a#2'] });
});
