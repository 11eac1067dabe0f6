import type { AcsRequest } from '#libs/cwmp';
import { refusal } from './gate.ts';
import { aDevice } from './testing/run-program.ts';

const METHODS = ['GetParameterValues', 'Reboot'];
const ALIAS = 'Device.WiFi.SSID.[guest].SSID';

const ADDRESSING: readonly AcsRequest[] = [
  { method: 'GetParameterValues', parameterNames: ['Device.A', ALIAS] },
  { method: 'GetParameterAttributes', parameterNames: [ALIAS] },
  { method: 'GetParameterNames', parameterPath: 'Device.WiFi.SSID.[guest].', nextLevel: true },
  { method: 'SetParameterValues', parameterList: [{ name: ALIAS, value: '', type: 'string' }], parameterKey: '' },
  {
    method: 'SetParameterAttributes',
    parameterList: [
      { name: ALIAS, notificationChange: false, notification: 0, accessListChange: false, accessList: [] },
    ],
  },
  { method: 'AddObject', objectName: 'Device.WiFi.SSID.[guest].', parameterKey: '' },
  { method: 'DeleteObject', objectName: 'Device.WiFi.SSID.[guest].', parameterKey: '' },
];

test('a method that the CPE does not list is not sent, and the reason names it (case 79)', () => {
  const device = aDevice({ methods: METHODS });
  expect(refusal({ method: 'FactoryReset' }, device)).toMatch(/FactoryReset/);
  expect(refusal({ method: 'Reboot', commandKey: '' }, device)).toBeUndefined();
});

test('GetRPCMethods is always sent: it tells what else is', () => {
  expect(refusal({ method: 'GetRPCMethods' }, aDevice({ methods: [] }))).toBeUndefined();
});

test('as long as the methods are not known, all are sent', () => {
  const { methods: _, ...device } = aDevice();
  expect(refusal({ method: 'FactoryReset' }, device)).toBeUndefined();
});

test.each(ADDRESSING)('$method: no alias is sent to a CPE without AliasBasedAddressing (case 104)', (request) => {
  const methods = ADDRESSING.map(({ method }) => method);
  expect(refusal(request, aDevice({ methods }))).toMatch(/AliasBasedAddressing/);
  expect(refusal(request, aDevice({ methods, aliasBasedAddressing: true }))).toBeUndefined();
});
