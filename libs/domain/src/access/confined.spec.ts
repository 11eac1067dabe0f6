import type { AcsRequest } from '#libs/cwmp';
import { isLoginRequest, mayBeConfined } from './confined.ts';

function set(...names: readonly string[]): AcsRequest {
  const parameterList = names.map((name) => ({ name, value: 'x', type: 'string' as const }));
  return { method: 'SetParameterValues', parameterList, parameterKey: '' };
}

test('a login of its own may be set, and nothing beside it', () => {
  expect(isLoginRequest(set('Device.ManagementServer.Username', 'Device.ManagementServer.Password'))).toBe(true);
  expect(isLoginRequest(set('InternetGatewayDevice.ManagementServer.Password'))).toBe(true);
  expect(isLoginRequest(set('Device.ManagementServer.Password', 'Device.ManagementServer.URL'))).toBe(false);
  expect(isLoginRequest(set('Device.ManagementServer.ConnectionRequestPassword'))).toBe(false);
  expect(isLoginRequest(set('Device.X.Device.ManagementServer.Password'))).toBe(false);
  expect(isLoginRequest(set())).toBe(false);
});

test('whoever proved a shared login is sent nothing else, but may be asked to call again', () => {
  expect(mayBeConfined(set('Device.ManagementServer.Password'))).toBe(true);
  expect(mayBeConfined({ method: 'ScheduleInform', delaySeconds: 5, commandKey: 'k' })).toBe(true);
  expect(mayBeConfined(set('Device.WiFi.AccessPoint.1.Security.KeyPassphrase'))).toBe(false);
  expect(mayBeConfined({ method: 'GetParameterValues', parameterNames: ['Device.'] })).toBe(false);
  expect(mayBeConfined({ method: 'Reboot', commandKey: 'k' })).toBe(false);
});
