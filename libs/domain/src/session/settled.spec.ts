import { EVENT } from '#libs/cwmp';
import { isSettled } from './settled.ts';

const MARK = { fingerprint: 'f', epoch: 7 };

function events(...codes: string[]) {
  return codes.map((eventCode) => ({ eventCode, commandKey: '' }));
}

test.each([[EVENT.periodic], [EVENT.connectionRequest], [EVENT.heartbeat], [EVENT.periodic, EVENT.connectionRequest]])(
  'a device that only calls because of %s is settled',
  (...codes) => {
    expect(isSettled(events(...codes), 'f', MARK, 7)).toBe(true);
  },
);

test.each(
  Object.values(EVENT)
    .filter((code) => ![EVENT.periodic, EVENT.connectionRequest, EVENT.heartbeat].some((quiet) => quiet === code))
    .concat('99 FOO' as never, 'X 001122 foo' as never),
)('%s unsettles, also next to a periodic Inform', (code) => {
  expect(isSettled(events(EVENT.periodic, code), 'f', MARK, 7)).toBe(false);
});

test.each([
  ['no mark', events(EVENT.periodic), 'f', undefined, 7],
  ['another fingerprint', events(EVENT.periodic), 'g', MARK, 7],
  ['a newer epoch', events(EVENT.periodic), 'f', MARK, 8],
  ['an older epoch', events(EVENT.periodic), 'f', MARK, 6],
  ['no event at all', [], 'f', MARK, 7],
])('%s: not settled', (_, informed, fingerprint, mark, epoch) => {
  expect(isSettled(informed, fingerprint, mark, epoch)).toBe(false);
});
