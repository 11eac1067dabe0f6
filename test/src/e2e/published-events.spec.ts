import type { EventRecord } from '#libs/domain';
import { EVENT_TYPE_NAMES, eventProblems } from '#libs/event-contract';
import { runAllEvents } from './event-run.ts';

let published: readonly EventRecord[];

beforeAll(async () => {
  published = await runAllEvents();
}, 60_000);

test('every event that is published is declared, with every member', () => {
  expect(published.flatMap(({ type, data }) => eventProblems(type, data))).toEqual([]);
});

test('every event that is declared is published', () => {
  const types = new Set<string>(published.map(({ type }) => type));
  expect(EVENT_TYPE_NAMES.filter((type) => !types.has(type))).toEqual([]);
});

test('no fact has an id that another one has', () => {
  const facts = new Map(published.map(({ position: _, ...fact }) => [fact.id, fact]));
  for (const { position: _, ...fact } of published) expect(facts.get(fact.id)).toEqual(fact);
});
