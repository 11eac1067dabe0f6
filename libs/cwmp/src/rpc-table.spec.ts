import { decodeCpeEnvelope } from './cpe-envelope.ts';
import { CwmpDecodeError } from './decode-error.ts';
import { ACS_TO_CPE, acsRpc, acsRpcOfResponse, CPE_TO_ACS, cpeRpc, cpeRpcOfResponse } from './rpc-table.ts';
import { fixtureNames, readFixture } from './spec/fixtures.ts';

describe('the table of RPCs', () => {
  test('finds an RPC by its method and by its response', () => {
    expect(acsRpc('ChangeDUState')?.since).toBe('1.2');
    expect(acsRpcOfResponse('ChangeDUStateResponse')).toBe(acsRpc('ChangeDUState'));
    expect(cpeRpc('Inform')?.acs).toBe('required');
    expect(cpeRpcOfResponse('InformResponse')).toBe(cpeRpc('Inform'));
  });

  test('tells the directions apart', () => {
    expect(acsRpc('Inform')).toBeUndefined();
    expect(acsRpcOfResponse('InformResponse')).toBeUndefined();
    expect(cpeRpc('Reboot')).toBeUndefined();
    expect(cpeRpcOfResponse('RebootResponse')).toBeUndefined();
  });

  test.each(['constructor', '__proto__', 'toString', ''])('a hostile name finds nothing: %j', (name) => {
    for (const find of [acsRpc, acsRpcOfResponse, cpeRpc, cpeRpcOfResponse]) expect(find(name)).toBeUndefined();
  });

  test('names no method twice', () => {
    for (const table of [ACS_TO_CPE, CPE_TO_ACS]) {
      const methods = table.map((entry) => entry.codec.method);
      expect(new Set(methods).size).toBe(methods.length);
    }
  });

  test('everything a CPE may send has a captured envelope', () => {
    const seen = new Set(fixtureNames().map(methodOf));
    const expected = [
      ...CPE_TO_ACS.map((entry) => entry.codec.method),
      ...ACS_TO_CPE.map((entry) => `${entry.codec.method}Response`),
      'Fault',
    ];
    expect(expected.filter((method) => !seen.has(method))).toEqual([]);
  });
});

function methodOf(fixture: string): string {
  try {
    const { body } = decodeCpeEnvelope(readFixture(fixture));
    if (body.kind === 'message') return body.message.method;
    return body.kind === 'fault' ? 'Fault' : body.name;
  } catch (error) {
    if (!(error instanceof CwmpDecodeError)) throw error;
    return '';
  }
}
