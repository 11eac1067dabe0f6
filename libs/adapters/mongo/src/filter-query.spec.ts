import fc from 'fast-check';
import { DEVICE_FIELDS, type Device, type Field, type Filter, matches, parseFilter } from '#libs/domain';
import { aDevice } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase } from '#libs/testing/servers';
import { filterQuery } from './filter-query.ts';
import { type MongoStores, openMongoStores } from './open-mongo.ts';
import { dropDatabase } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

const FIELDS = new Map<string, Field>([
  ['text', { type: 'string', description: '' }],
  ['number', { type: 'number', description: '' }],
  ['list', { type: 'string[]', description: '' }],
]);
const queryOf = (filter: Filter) => filterQuery(filter, { fields: FIELDS, place: (field) => field });

describe('a filter as a query', () => {
  test('has values only as operands', () => {
    expect(queryOf({ op: 'eq', field: 'text', value: '$where' })).toEqual({ text: { $eq: '$where' } });
    expect(queryOf({ op: 'in', field: 'list', values: ['a', null, 5] })).toEqual({ list: { $in: ['a', null] } });
    expect(queryOf({ op: 'not', filter: { op: 'gt', field: 'number', value: 5 } })).toEqual({
      $nor: [{ number: { $gt: 5 } }],
    });
  });

  test('compares nothing with a value of another type', () => {
    const nothing = { _id: { $in: [] } };
    expect(queryOf({ op: 'gt', field: 'text', value: 5 })).toEqual(nothing);
    expect(queryOf({ op: 'eq', field: 'number', value: '5' })).toEqual(nothing);
    expect(queryOf({ op: 'lt', field: 'number', value: null })).toEqual(nothing);
    expect(queryOf({ op: 'or', filters: [] })).toEqual(nothing);
  });

  test('takes texts literally, whatever they mean in patterns', () => {
    const pattern = (text: string, ignoreCase = false) => {
      const filter = { op: 'text', field: 'text', text, start: true, end: false, ignoreCase } as const;
      return (queryOf(filter) as { text: { $regex: RegExp } }).text.$regex.source;
    };
    expect(pattern('a.*(b)$')).toBe('^a\\.\\*\\(b\\)\\$');
    expect(pattern('é\n\0')).toBe('^é\\x0a\\x00');
    expect(pattern('aB1', true)).toBe('^[aA][bB]1');
  });

  test('names no field that is not declared', () => {
    for (const field of ['other', '__proto__', '$where', 'text.length']) {
      expect(() => queryOf({ op: 'eq', field, value: 'x' })).toThrow(TypeError);
    }
  });
});

const text = fc.constantFrom(
  '',
  'a',
  'A',
  'ab',
  'AB',
  'a.b',
  'aXb',
  'é',
  'É',
  '^a$',
  '$gt',
  'a\n',
  '\u{10000}',
  '\uffff',
);
const time = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z');
const number = fc.constantFrom(-1, 0, 1, 2.5, 1e21);
const VALUES: ReadonlyMap<string, fc.Arbitrary<unknown>> = new Map<string, fc.Arbitrary<unknown>>([
  ['softwareVersion', text],
  ['identity.productClass', text],
  ['tags', text],
  ['lastBootAt', time],
  ['discovery.parameters', number],
  ['rebootPending', fc.boolean()],
]);

const device: fc.Arbitrary<Partial<Device>> = fc
  .record({
    softwareVersion: text,
    productClass: text,
    tags: fc.array(text, { maxLength: 3 }),
    lastBootAt: fc.option(time, { nil: undefined }),
    parameters: number,
    rebootPending: fc.boolean(),
  })
  .map(({ lastBootAt, productClass, parameters, ...rest }) => ({
    ...rest,
    identity: { manufacturer: 'Acme', oui: '00A0B1', productClass, serialNumber: '1' },
    discovery: { state: 'none', parameters, objects: 0, unreadable: 0 },
    ...(lastBootAt !== undefined && { lastBootAt }),
  }));

const pattern = fc
  .tuple(fc.boolean(), text, fc.boolean())
  .map(([start, literal, end]) => `${start ? '^' : ''}${literal.replace(/[!-/:-@[-`{-~]/g, '\\$&')}${end ? '$' : ''}`);

function conditionOn(field: string): fc.Arbitrary<object> {
  const value = VALUES.get(field) ?? text;
  const orNull = fc.option(value);
  const plain: fc.Arbitrary<object>[] = [
    fc.record({ $eq: orNull }),
    fc.record({ $ne: orNull }),
    fc.record({ $gt: value }),
    fc.record({ $gte: value }),
    fc.record({ $lte: value, $gt: value }),
    fc.record({ $in: fc.array(orNull, { maxLength: 3 }) }),
    fc.record({ $nin: fc.array(orNull, { maxLength: 3 }) }),
    fc.record({ $exists: fc.boolean() }),
  ];
  const patterns = [fc.record({ $regex: pattern }), fc.record({ $regex: pattern, $options: fc.constant('i') })];
  const operators = fc.oneof(...plain, ...(value === text ? patterns : []));
  return fc.oneof(orNull, operators, fc.record({ $not: operators })).map((operand) => ({ [field]: operand }));
}

const { filter: anyFilter } = fc.letrec<{ filter: object }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.constantFrom(...VALUES.keys()).chain(conditionOn),
    ...['$and', '$or', '$nor'].map((join) =>
      fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((parts) => ({ [join]: parts })),
    ),
  ),
}));

describeWith('mongo', 'a filter run by MongoDB', ({ mongo }) => {
  const database = freshMongoDatabase();
  const devices = fc.sample(device, { numRuns: 60, seed: 7 }).map((overrides) => aDevice(overrides));
  let stores: MongoStores | undefined;
  beforeAll(async () => {
    stores = await openMongoStores({ url: mongo, clock: realClock, database });
    await Promise.all(devices.map((one) => stores?.deviceStore.save(one)));
  });
  afterAll(async () => {
    await stores?.close();
    await dropDatabase(mongo, database);
  });

  test('selects what it selects in process', async () => {
    const property = fc.asyncProperty(anyFilter, async (json) => {
      const parsed = parseFilter(json, DEVICE_FIELDS);
      if ('error' in parsed) throw new Error(parsed.error.message);
      const page = await stores?.deviceStore.list({ filter: parsed.filter, sort: 'id', limit: 100 });
      const expected = devices.filter((one) => matches(parsed.filter, one)).map(({ id }) => id);
      expect(page?.devices.map(({ id }) => id)).toEqual(expected.toSorted());
    });
    await fc.assert(property, { numRuns: 600 });
  });
});
