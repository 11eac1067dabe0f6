import type { DeviceId, EventDraft } from '#libs/domain';
import { Vault } from '#libs/platform';
import { HideSecrets } from './hide-secrets.ts';

const KEY = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
const device = '00A0B1-Box-1' as DeviceId;
const sent = { sessionId: 's', commandId: 'c', step: 0, gateway: 'g', bytes: 1, durationMs: 1 } as const;
const hide = new HideSecrets(new Vault([{ id: 'k', key: Buffer.alloc(32, 1) }]));

function read(value: string): EventDraft {
  const parameterList = [
    { name: KEY, value, type: 'string' },
    { name: 'Device.WiFi.SSID.1.SSID', value: 'home', type: 'string' },
  ] as const;
  const response = { method: 'GetParameterValuesResponse', parameterList } as const;
  return {
    type: 'rpc.answered',
    data: { ...sent, method: 'GetParameterValues', answer: { kind: 'response', response } },
  };
}

function marked(draft: EventDraft, of = device): string {
  return /"value":"(hidden[^"]*)"/.exec(JSON.stringify(hide.in(draft, of)))?.[1] ?? 'no mark';
}

test('a secret value is told as a mark, all else word for word', () => {
  const text = JSON.stringify(hide.in(read('hush'), device));
  expect(text).not.toContain('hush');
  expect(text.replace(/hidden:[\w-]{16}/, 'hush')).toBe(JSON.stringify(read('hush')));
});

test('the mark is the same for the same value of one device, and for nothing else', () => {
  expect(marked(read('hush'))).toBe(marked(read('hush')));
  expect(marked(read('hush'))).not.toBe(marked(read('hush!')));
  expect(marked(read('hush'))).not.toBe(marked(read('hush'), '00A0B1-Box-2' as DeviceId));
});

test('an empty value stays empty, and what holds no secret the very same', () => {
  const draft = read('');
  expect(hide.in(draft, device)).toBe(draft);
});

test('without a key all marks are alike', () => {
  const keyless = new HideSecrets(new Vault([]));
  expect(keyless.in(read('hush'), device)).toEqual(keyless.in(read('other'), device));
});

test('a fault does not repeat the secrets of its request', () => {
  const request = {
    method: 'SetParameterValues',
    parameterList: [{ name: KEY, value: 'hush', type: 'string' }],
    parameterKey: '',
  } as const;
  const parameterFaults = [{ parameterName: KEY, faultCode: 9007, faultString: '"hush" is too weak' }];
  const fault = { faultCode: 9003, faultString: 'hush?', parameterFaults } as const;
  const draft: EventDraft = {
    type: 'rpc.answered',
    data: { ...sent, method: 'SetParameterValues', answer: { kind: 'fault', fault } },
  };
  expect(JSON.stringify(hide.in(draft, device, request))).not.toContain('hush');
});
