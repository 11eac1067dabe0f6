import { DatabaseSync } from 'node:sqlite';
import type { Filter } from '#libs/domain';
import { DIFFERING_SQL, selectsDiffering } from './differing-devices.ts';
import { migrate } from './schema.ts';

const degraded: Filter = { op: 'eq', field: 'conditions', value: 'Degraded' };
const gold: Filter = { op: 'eq', field: 'tags', value: 'gold' };
const among = (...values: (string | null)[]): Filter => ({ op: 'in', field: 'conditions', values });

test.each<[Filter, boolean]>([
  [degraded, true],
  [among('Degraded', 'Drifted'), true],
  [{ op: 'and', filters: [gold, { op: 'and', filters: [among('Drifted')] }] }, true],
  [among('Degraded', 'InSync'), false],
  [among('Degraded', null), false],
  [{ op: 'eq', field: 'conditions', value: 'InSync' }, false],
  [{ op: 'eq', field: 'conditions', value: null }, false],
  [{ op: 'or', filters: [degraded, gold] }, false],
  [{ op: 'not', filter: degraded }, false],
  [{ op: 'eq', field: 'tags', value: 'Degraded' }, false],
])('%j', (filter, answer) => {
  expect(selectsDiffering(filter)).toBe(answer);
});

test('they are found, and devices are counted, without reading every document', () => {
  const db = new DatabaseSync(':memory:');
  migrate(db);
  const planOf = (sql: string) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => detail)
      .join();
  expect(planOf(`SELECT document FROM devices WHERE ${DIFFERING_SQL} ORDER BY id`)).toContain('devices_differing');
  const tags = "SELECT value, count(*) FROM devices CROSS JOIN json_each(document ->> '$.tags') GROUP BY value";
  expect(planOf(tags)).toContain('COVERING INDEX devices_counted');
  db.close();
});
