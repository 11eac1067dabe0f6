import type { ProfileEntry } from '../profile/profile.ts';
import { acsUrlsOfCommand, acsUrlsOfProfile, leadsToOneOf, unconfirmedAcsUrl } from './acs-url.ts';

const URL = 'https://acs.example.net/';
const HOSTS = ['acs.example.net', '2001:db8::1'];

test('a command that sets it says where it stands, as a list of values or as an RPC', () => {
  const values = [
    { name: 'Device.ManagementServer.PeriodicInformInterval', value: '300' },
    { name: 'InternetGatewayDevice.ManagementServer.URL', value: URL },
  ];
  expect(acsUrlsOfCommand({ kind: 'set', values })).toEqual([{ at: 'values.1.value', url: URL }]);
  const parameterList = values.map((one) => ({ ...one, type: 'string' as const }));
  const request = { method: 'SetParameterValues', parameterList, parameterKey: '' } as const;
  expect(acsUrlsOfCommand({ kind: 'rpc', request })).toEqual([{ at: 'request.parameterList.1.value', url: URL }]);
  expect(acsUrlsOfCommand({ kind: 'get', paths: ['Device.ManagementServer.URL'] })).toEqual([]);
});

test('a profile sets it by path or capability, unless it only looks', () => {
  const entries: readonly ProfileEntry[] = [
    { path: 'Device.ManagementServer.URL', value: URL },
    { capability: 'managementServer.url', value: URL, mode: 'seed' },
    { path: 'Device.ManagementServer.URL', value: `https://$\{attributes.acs}/` },
    { path: 'Device.ManagementServer.URL', value: URL, mode: 'observe' },
    { path: 'Device.ManagementServer.Username', value: 'x' },
    { capability: 'managementServer.url', oneOf: [URL, 'https://evil.example/'] },
  ];
  expect(acsUrlsOfProfile({ priority: 1, selector: {}, entries })).toEqual([
    { at: '/entries/0/value', url: URL },
    { at: '/entries/1/value', url: URL },
    { at: '/entries/2/value' },
    { at: '/entries/5/oneOf/0', url: URL },
    { at: '/entries/5/oneOf/1', url: 'https://evil.example/' },
  ]);
});

test.each([
  [URL, true],
  ['http://ACS.example.net:7547/cwmp?a=b', true],
  ['https://acs.example.net', true],
  ['https://[2001:db8::1]:7547/', true],
  ['https://acs.example.net.evil.example/', false],
  ['https://evil.example/acs.example.net', false],
  ['https://acs.example.net@evil.example/', false],
  ['https://evil.example\\@acs.example.net/', false],
  ['https://evil.example#@acs.example.net/', false],
  [' https://acs.example.net/', false],
  ['ftp://acs.example.net/', false],
  ['', false],
])('%j leads to a known host: %s', (url, does) => {
  expect(leadsToOneOf(url, HOSTS)).toBe(does);
});

test('what leads elsewhere is to be said twice, word by word', () => {
  const elsewhere = { at: 'a', url: 'https://other.example/' };
  expect(unconfirmedAcsUrl([{ at: 'b', url: URL }, elsewhere], HOSTS, undefined)).toBe(elsewhere);
  expect(unconfirmedAcsUrl([elsewhere], HOSTS, 'https://other.example')).toBe(elsewhere);
  expect(unconfirmedAcsUrl([elsewhere], HOSTS, elsewhere.url)).toBeUndefined();
  expect(unconfirmedAcsUrl([{ at: 'c' }], HOSTS, elsewhere.url)).toEqual({ at: 'c' });
});
