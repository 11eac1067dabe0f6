import { RpcTally, rpcText } from './rpc-counts.ts';

test('RPCs are told per device, the commonest first', () => {
  const tally = new RpcTally();
  for (const method of ['Set', 'Get', 'Get']) tally.add(method);
  expect(tally.per(2)).toEqual({ Set: 0.5, Get: 1 });
  expect(rpcText(tally.per(2))).toBe('1.5: 1.0 Get, 0.5 Set');
  expect(rpcText({})).toBe('0.0');
});
