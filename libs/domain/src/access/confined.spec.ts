import type { AcsRequest } from '#libs/cwmp';
import { isLoginRequest, mayGoToConfined } from './confined.ts';

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
  expect(mayGoToConfined(set('Device.ManagementServer.Password'))).toBe(true);
  expect(mayGoToConfined({ method: 'ScheduleInform', delaySeconds: 5, commandKey: 'k' })).toBe(true);
  expect(mayGoToConfined(set('Device.WiFi.AccessPoint.1.Security.KeyPassphrase'))).toBe(false);
  expect(mayGoToConfined({ method: 'GetParameterValues', parameterNames: ['Device.'] })).toBe(false);
  const login = ['Device.ManagementServer.Username', 'Device.ManagementServer.Password'];
  expect(mayGoToConfined({ method: 'GetParameterValues', parameterNames: login })).toBe(true);
  expect(mayGoToConfined({ method: 'Reboot', commandKey: 'k' })).toBe(false);
});
