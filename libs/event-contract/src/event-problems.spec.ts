import { eventProblems } from './event-problems.ts';

const boot = { sessionId: 's', commandKeys: ['k'] };

test('an event as it is declared has no problem', () => {
  expect(eventProblems('device.booted', boot)).toEqual([]);
});

test('a type that is not in the table is named, also one that every object has', () => {
  expect(eventProblems('device.melted', boot)).toEqual(['device.melted is not in the table']);
  expect(eventProblems('constructor', boot)).toEqual(['constructor is not in the table']);
});

test('a member that is missing or of another type is named', () => {
  expect(eventProblems('device.booted', { commandKeys: [1] })).toEqual([
    expect.stringMatching(/^device\.booted: sessionId: /),
    expect.stringMatching(/^device\.booted: commandKeys\.0: /),
  ]);
  expect(eventProblems('device.booted', undefined)).toHaveLength(1);
});

test('a member that is not declared is named, however deep it is', () => {
  const identity = { manufacturer: 'M', oui: '00D09E', productClass: 'P', serialNumber: 'S' };
  expect(eventProblems('device.registered', { identity: { ...identity, colour: 'red' }, by: 'me' })).toEqual([
    'device.registered: identity.colour is not declared',
    'device.registered: by is not declared',
  ]);
});

test('names that objects inherit are members like any other', () => {
  const data: unknown = JSON.parse('{"sessionId":"s","commandKeys":[],"__proto__":{"admin":true},"constructor":1}');
  expect(eventProblems('device.booted', data)).toEqual([
    'device.booted: __proto__ is not declared',
    'device.booted: constructor is not declared',
  ]);
});
