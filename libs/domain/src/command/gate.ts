import type { AcsRequest } from '#libs/cwmp';
import type { Device } from '../device/device.ts';

/** Baseline methods every CPE must have (TR-069 Table 12): sent even if GetRPCMethods forgot them. */
const REQUIRED: ReadonlySet<AcsRequest['method']> = new Set<AcsRequest['method']>(['GetRPCMethods']);

/** Why a request must not be sent to this device; undefined when it may. */
export function refusal(request: AcsRequest, device: Device): string | undefined {
  if (device.methods && !REQUIRED.has(request.method) && !device.methods.includes(request.method)) {
    return `The CPE does not list ${request.method} among its methods (GetRPCMethods); it was not sent.`;
  }
  const alias = device.aliasBasedAddressing ? undefined : pathsOf(request).find((path) => path.includes('['));
  if (alias)
    return `${alias} is addressed by alias, which the CPE does not support (AliasBasedAddressing); it was not sent.`;
  return undefined;
}

function pathsOf(request: AcsRequest): readonly string[] {
  switch (request.method) {
    case 'GetParameterValues':
    case 'GetParameterAttributes':
      return request.parameterNames;
    case 'GetParameterNames':
      return [request.parameterPath];
    case 'SetParameterValues':
    case 'SetParameterAttributes':
      return request.parameterList.map(({ name }) => name);
    case 'AddObject':
    case 'DeleteObject':
      return [request.objectName];
    default:
      return [];
  }
}
