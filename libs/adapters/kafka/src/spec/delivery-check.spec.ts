import { type Acknowledged, checkDelivery, type Found } from './delivery-check.ts';

const events: readonly (Acknowledged & Found)[] = ['a', 'b'].flatMap((deviceId) =>
  [1, 2, 3].map((sequence) => ({ id: `${deviceId}${sequence}`, deviceId, sequence, position: sequence })),
);
const nothing = { lost: [], misplaced: [], disordered: [], repeated: 0 };

describe('the check of a delivery', () => {
  test('is content with a full log, and with repetitions', () => {
    expect(checkDelivery(events, events)).toEqual(nothing);
    const again = { ...events[0], position: 9 } as Found;
    expect(checkDelivery(events, [...events, again])).toEqual({ ...nothing, repeated: 1 });
    expect(checkDelivery(events.slice(0, 4), events)).toEqual(nothing);
  });

  test('finds an event that is missing', () => {
    expect(checkDelivery(events, events.toSpliced(4, 1))).toEqual({ ...nothing, lost: ['b2'] });
    expect(checkDelivery(events, []).lost).toHaveLength(6);
  });

  test('finds events of a device that changed places, not those of different devices', () => {
    const inOrder = (ids: string) => ids.split(' ').flatMap((wanted) => events.filter(({ id }) => id === wanted));
    expect(checkDelivery(events, inOrder('a1 a3 a2 b1 b2 b3')).disordered).toEqual(['a2']);
    expect(checkDelivery(events, inOrder('b1 a1 b2 a2 b3 a3'))).toEqual(nothing);
  });

  test('finds an event that is not where it is said to be', () => {
    const moved = events.map((event) => (event.id === 'a3' ? { ...event, position: 7 } : event));
    expect(checkDelivery(events, moved)).toEqual({ ...nothing, misplaced: ['a3'] });
  });
});
