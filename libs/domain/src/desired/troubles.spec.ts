import {
  type Incident,
  isContested,
  isHeld,
  MAX_TROUBLES,
  stillTrue,
  type Troubles,
  withIncidents,
} from './troubles.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 1);
const P = 'Device.A.P';

function incident(kind: Incident['kind'], change: Partial<Incident> = {}): Incident {
  return { subject: P, wanted: 'w', kind, ...change };
}

/** Each as soon as it is tried again; how long it was left alone, in minutes, without the spread. */
function holds(kind: Incident['kind'], times: number): number[] {
  let troubles: Troubles = {};
  let nowMs = START;
  return Array.from({ length: times }, () => {
    troubles = withIncidents(troubles, [incident(kind)], nowMs, 'seed');
    const heldMs = Date.parse(troubles[P]?.until ?? '') - nowMs;
    nowMs += heldMs;
    return heldMs / MINUTE;
  });
}

test.each([
  ['refused', [60, 360, 1_440, 1_440]],
  ['ignored', [5, 60, 360, 1_440, 1_440]],
  ['reverted', [0, 0, 0, 60, 360]],
] as const)('what is %s again and again is left alone longer and longer', (kind, steps) => {
  const held = holds(kind, steps.length);
  for (const [index, step] of steps.entries()) {
    expect(held[index]).toBeGreaterThanOrEqual(step);
    expect(held[index]).toBeLessThanOrEqual(step * 1.2);
  }
});

test('another wish, or another kind of trouble, starts afresh; another wish is not held', () => {
  const first = withIncidents({}, [incident('refused')], START, 's');
  const trouble = first[P];
  expect(isHeld(trouble, 'w', START + MINUTE)).toBe(true);
  expect(isHeld(trouble, 'other', START + MINUTE)).toBe(false);
  expect(isHeld(trouble, 'w', START + 2 * HOUR)).toBe(false);
  expect(withIncidents(first, [incident('refused', { wanted: 'other' })], START + HOUR, 's')[P]?.at).toHaveLength(1);
  expect(withIncidents(first, [incident('ignored')], START + HOUR, 's')[P]?.at).toHaveLength(1);
});

test('what is over is forgotten, a fight after two days', () => {
  const troubles = withIncidents({}, [incident('ignored', { subject: 'x' }), incident('reverted')], START, 's');
  expect(Object.keys(stillTrue(troubles, new Map(), START + HOUR))).toEqual([P]);
  expect(stillTrue(troubles, new Map(), START + 49 * HOUR)).toEqual({});
  expect(Object.keys(stillTrue(troubles, new Map([['x', 'w']]), START + HOUR))).toEqual(['x', P]);
  expect(Object.keys(stillTrue(troubles, new Map([['x', 'other']]), START + HOUR))).toEqual([P]);
});

test('four reverts within a day are a fight, two ignored sets are', () => {
  const times = (kind: Incident['kind'], count: number) => {
    let troubles: Troubles = {};
    for (let n = 0; n < count; n++) troubles = withIncidents(troubles, [incident(kind)], START + n * HOUR, 's');
    return troubles[P];
  };
  const contested = (...of: Parameters<typeof times>) => {
    const trouble = times(...of);
    return trouble !== undefined && isContested(trouble, START + 5 * HOUR);
  };
  expect([contested('reverted', 3), contested('reverted', 4)]).toEqual([false, true]);
  expect([contested('ignored', 1), contested('ignored', 2)]).toEqual([false, true]);
});

test('the words of a CPE are cut, names are only names, and there are at most so many', () => {
  const long = 'x'.repeat(1_000);
  const hostile = incident('refused', { subject: '__proto__', seen: long, fault: { code: 9007, text: long } });
  const trouble = Object.entries(withIncidents({}, [hostile], START, 's'))[0];
  expect(trouble).toMatchObject(['__proto__', { seen: 'x'.repeat(200), fault: { text: 'x'.repeat(200) } }]);
  const many = Array.from({ length: 2_000 }, (_, n) => incident('refused', { subject: `${n}` }));
  const all = withIncidents({}, many, START, 's');
  expect(Object.keys(all)).toHaveLength(MAX_TROUBLES);
  // Those that are known stay held.
  expect(withIncidents(all, [incident('refused')], START, 's')[P]).toBeUndefined();
});
