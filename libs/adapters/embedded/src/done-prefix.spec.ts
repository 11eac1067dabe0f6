import { anEvent } from '#libs/testing/port-contracts';
import type { Task } from './device-lanes.ts';
import { DonePrefix } from './done-prefix.ts';

function task(position: number): Task {
  return { event: { ...anEvent(), position }, failures: 0, hardFailures: 0, done: false, next: undefined };
}

test('moves over the gapless run of done tasks only', () => {
  const prefix = new DonePrefix(4);
  const tasks = [5, 7, 8, 12].map(task);
  for (const each of tasks) prefix.add(each);
  const done = (index: number) => {
    for (const each of tasks.slice(index, index + 1)) each.done = true;
    prefix.advance();
    return prefix.position;
  };
  expect([done(1), done(0), done(3), done(2)]).toEqual([4, 7, 7, 12]);
});

test('keeps its place over many more tasks than it holds', () => {
  const prefix = new DonePrefix(0);
  for (let position = 1; position <= 10_000; position++) {
    const each = task(position);
    prefix.add(each);
    each.done = position % 2 === 0 || position < 9_000;
    if (position > 3_000) prefix.advance();
  }
  expect(prefix.position).toBe(9_000);
});
