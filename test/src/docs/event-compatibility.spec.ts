import { z } from 'zod';
import { EVENT_TYPE_NAMES, EVENTS, eventProblems, readingProblems } from '#libs/event-contract';
import { type EventFixture, eventFixtures } from './event-fixtures.ts';

const fixtures = eventFixtures();

function captured(name: string): EventFixture['event'] {
  const found = fixtures.find((fixture) => fixture.name === name);
  if (found === undefined) throw new Error(`there is no fixture ${name}`);
  return found.event;
}

test('every event has a captured one', () => {
  const names = new Set(fixtures.map(({ name }) => name));
  expect(EVENT_TYPE_NAMES.filter((type) => !names.has(type))).toEqual([]);
});

test.each(fixtures)('$name, as it was published once, can be read without loss', ({ event }) => {
  expect(eventProblems(event.type, event.data)).toEqual([]);
});

describe('a change of a schema that breaks readers is found by the captured event:', () => {
  const { data } = captured('device.informed');
  const { schema } = EVENTS['device.informed'];

  test.each([
    ['a member is dropped', schema.omit({ retryCount: true }), 'retryCount is not declared'],
    ['an optional member is dropped', schema.omit({ version: true }), 'version is not declared'],
    ['a member is renamed', schema.omit({ settled: true }).extend({ calm: z.boolean() }), 'calm: '],
    ['a member has another type', schema.extend({ retryCount: z.string() }), 'retryCount: '],
    ['a member deep within is dropped', schema.extend({ identity: z.object({}) }), 'identity.oui is not declared'],
    ['a word is taken away', schema.extend({ version: z.enum(['1.4']).exactOptional() }), 'version: '],
    ['a new member must be there', schema.extend({ site: z.string() }), 'site: '],
  ])('%s', (_, doctored, problem) => {
    expect(readingProblems(doctored, data).join('\n')).toContain(problem);
  });

  test('a new member that may be missing breaks nobody', () => {
    expect(readingProblems(schema.extend({ site: z.string().exactOptional() }), data)).toEqual([]);
  });
});
