import { EVENT } from '#libs/cwmp';
import { settlingMark } from './settled.ts';

function events(...codes: string[]) {
  return codes.map((eventCode) => ({ eventCode, commandKey: '' }));
}

test.each([[EVENT.periodic], [EVENT.connectionRequest], [EVENT.heartbeat], [EVENT.periodic, EVENT.connectionRequest]])(
  'a device that only calls because of %s is settled by a mark of its fingerprint and the epoch',
  (...codes) => {
    expect(settlingMark(events(...codes), 'f', 7)).toEqual({ fingerprint: 'f', epoch: 7 });
  },
);

test.each(
  Object.values(EVENT)
    .filter((code) => ![EVENT.periodic, EVENT.connectionRequest, EVENT.heartbeat].some((quiet) => quiet === code))
    .concat('99 FOO' as never, 'X 001122 foo' as never),
)('%s cannot be settled, also next to a periodic Inform', (code) => {
  expect(settlingMark(events(EVENT.periodic, code), 'f', 7)).toBeUndefined();
});

test('an Inform without events cannot be settled', () => {
  expect(settlingMark([], 'f', 7)).toBeUndefined();
});
