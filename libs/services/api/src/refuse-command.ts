import type { AcsMethod, SetParameterAttribute } from '#libs/cwmp';
import type { AcsUrlWrite, CommandSpec, Device, ImageState } from '#libs/domain';
import { methodsOfCommand } from './methods-of-command.ts';

export type Refusal =
  | { readonly reason: 'methodNotSupported'; readonly method: AcsMethod }
  | { readonly reason: 'notificationNotSupported'; readonly path: string }
  /** It would be sent to another ACS. */
  | { readonly reason: 'acsUrlNotConfirmed'; readonly write: AcsUrlWrite }
  /** Without a state: there is none. */
  | { readonly reason: 'imageNotReleased'; readonly state?: ImageState };

/** What can be known about a command and its device before it is queued; undefined when nothing speaks against it. */
export function refuseCommand(spec: CommandSpec, device: Pick<Device, 'methods' | 'cwmpVersion'>): Refusal | undefined {
  const method = methodsOfCommand(spec).find((name) => !hasMethod(device, name));
  if (method !== undefined) return { reason: 'methodNotSupported', method };
  // TR-069 A.3.2.4: notifications 3–6 came with CWMP 1.4.
  if (device.cwmpVersion >= '1.4') return undefined;
  const { path, attributes } = attributesOf(spec);
  const index = attributes.findIndex((attribute) => attribute.notificationChange && attribute.notification > 2);
  return index < 0 ? undefined : { reason: 'notificationNotSupported', path: `${path}.${index}.notification` };
}

// TR-069 A.3.1.1: a list that forgets GetRPCMethods was still its answer.
function hasMethod(device: Pick<Device, 'methods'>, method: AcsMethod): boolean {
  return method === 'GetRPCMethods' || device.methods === undefined || device.methods.includes(method);
}

function attributesOf(spec: CommandSpec): {
  readonly path: string;
  readonly attributes: readonly SetParameterAttribute[];
} {
  if (spec.kind === 'setAttributes') return { path: 'attributes', attributes: spec.attributes };
  if (spec.kind === 'rpc' && spec.request.method === 'SetParameterAttributes') {
    return { path: 'request.parameterList', attributes: spec.request.parameterList };
  }
  return { path: '', attributes: [] };
}
