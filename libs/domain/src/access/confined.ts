import type { AcsRequest, ParameterValue } from '#libs/cwmp';

const LOGIN_PATH = /^(?:InternetGatewayDevice|Device)\.ManagementServer\.(?:Username|Password)$/;

/** Gives the CPE a login of its own, and does nothing else. */
export function isLoginRequest(request: AcsRequest): boolean {
  return request.method === 'SetParameterValues' && isLoginList(request.parameterList);
}

/** Values that are the login of the CPE at the ACS. */
export function isLoginList(values: readonly Pick<ParameterValue, 'name'>[]): boolean {
  return values.length > 0 && values.every(({ name }) => LOGIN_PATH.test(name));
}

/**
 * Whether a session that has proved nothing but a login that other devices have, too, may be sent this. Whoever knows that
 * login can claim to be any device: it gets no secret but a login of its own, is changed in nothing else, and is asked to
 * call again with it.
 */
export function mayGoToConfined(request: AcsRequest): boolean {
  if (request.method === 'GetParameterValues') return isLoginList(request.parameterNames.map((name) => ({ name })));
  return isLoginRequest(request) || request.method === 'ScheduleInform';
}
