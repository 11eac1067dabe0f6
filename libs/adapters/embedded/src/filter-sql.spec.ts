import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { Query } from 'mingo';
import { type Field, type Filter, matches, parseFilter } from '#libs/domain';
import { filterSql } from './filter-sql.ts';

const FIELDS = new Map<string, Field>([
  ['text', { type: 'string', description: '' }],
  ['number', { type: 'number', description: '' }],
  ['flag', { type: 'boolean', description: '' }],
  ['list', { type: 'string[]', description: '' }],
  ['nested.text', { type: 'string', description: '' }],
]);

const text = fc.constantFrom('', 'a', 'A', 'ab', 'AB', 'b', 'a.b', 'aXb', 'é', '^a$', "'", '%', '_b', '10', '9');
const number = fc.constantFrom(-1, 0, 1, 2, 2.5, 1e21);
const VALUES: ReadonlyMap<string, fc.Arbitrary<unknown>> = new Map<string, fc.Arbitrary<unknown>>([
  ['text', text],
  ['number', number],
  ['flag', fc.boolean()],
  ['list', text],
  ['nested.text', text],
]);

const document = fc.record(
  {
    text,
    number,
    flag: fc.boolean(),
    list: fc.array(text, { maxLength: 3 }),
    nested: fc.record({ text }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

const pattern = fc
  .tuple(fc.boolean(), text, fc.boolean())
  .map(([start, literal, end]) => `${start ? '^' : ''}${literal.replace(/[^\w\u00e9]/g, '\\$&')}${end ? '$' : ''}`);

function conditionOn(field: string): fc.Arbitrary<object> {
  const value = VALUES.get(field) ?? text;
  const orNull = fc.option(value);
  const plain: fc.Arbitrary<object>[] = [
    fc.record({ $eq: orNull }),
    fc.record({ $ne: orNull }),
    fc.record({ $gt: value }),
    fc.record({ $gte: value }),
    fc.record({ $lt: value }),
    fc.record({ $lte: value, $gt: value }),
    fc.record({ $in: fc.array(orNull, { maxLength: 3 }) }),
    fc.record({ $nin: fc.array(orNull, { maxLength: 3 }) }),
    fc.record({ $exists: fc.boolean() }),
  ];
  const patterns = [fc.record({ $regex: pattern }), fc.record({ $regex: pattern, $options: fc.constant('i') })];
  const isText = value === text;
  const operators = fc.oneof(...plain, ...(isText ? patterns : []));
  const condition = fc.oneof(orNull, operators, fc.record({ $not: operators }));
  return condition.map((operand) => ({ [field]: operand }));
}

const { filter: anyFilter } = fc.letrec<{ filter: object }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.constantFrom(...FIELDS.keys()).chain(conditionOn),
    ...['$and', '$or', '$nor'].map((join) =>
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((parts) => ({ [join]: parts })),
    ),
  ),
}));

describe('a filter', () => {
  const db = new DatabaseSync(':memory:');
  afterAll(() => db.close());

  const selects = (filter: Filter, json: object): boolean => {
    const source = { fields: FIELDS, column: (field: string) => `(document ->> '$.${field}')` };
    const { sql, parameters } = filterSql(filter, source);
    const select = `SELECT (${sql}) IS TRUE AS hit FROM (SELECT ? AS document)`;
    return db.prepare(select).get(...parameters, JSON.stringify(json))?.hit === 1;
  };

  test('selects the same in SQL, in process and in MongoDB’s own semantics', () => {
    fc.assert(
      fc.property(anyFilter, fc.array(document, { minLength: 1, maxLength: 8 }), (json, documents) => {
        const parsed = parseFilter(json, FIELDS);
        if ('error' in parsed) throw new Error(parsed.error.message);
        const query = new Query(json as never);
        const verdicts = documents.map((each) => ({
          mongodb: query.test(each),
          inProcess: matches(parsed.filter, each),
          sql: selects(parsed.filter, each),
        }));
        for (const verdict of verdicts) expect(new Set(Object.values(verdict)).size).toBe(1);
      }),
      { numRuns: 3_000 },
    );
  });

  test('compares nothing with a value of another type, and refuses undeclared fields', () => {
    const wrong: Filter = { op: 'gt', field: 'text', value: 5 };
    expect(selects(wrong, { text: 'z' })).toBe(false);
    expect(selects({ op: 'not', filter: wrong }, { text: 'z' })).toBe(true);
    expect(selects({ op: 'in', field: 'number', values: ['1', 1] }, { number: 1 })).toBe(true);
    expect(selects({ op: 'in', field: 'number', values: ['1'] }, { number: 1 })).toBe(false);
    for (const field of ['other', '__proto__', "text') OR 1=1 --"]) {
      expect(() => selects({ op: 'eq', field, value: 'x' }, {})).toThrow(TypeError);
    }
  });
});
