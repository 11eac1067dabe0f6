import type { ParameterAttribute, ParameterValue } from '#libs/cwmp';
import { done, type Result, refuse } from '../tree/device-tree.ts';
import type { DeviceParts, Execute } from './device-parts.ts';

/** One list from several paths; the first refusal refuses all (A.3.2.2: no values at all). */
function collect<T>(paths: readonly string[], get: (path: string) => Result<readonly T[]>): Result<readonly T[]> {
  const collected: T[] = [];
  for (const path of paths) {
    const result = get(path);
    if (!result.ok) return result;
    collected.push(...result.value);
  }
  return done(collected);
}

export const getParameterValues: Execute<'GetParameterValues'> = ({ tree }, request) => {
  const found = collect<ParameterValue>(request.parameterNames, (path) => tree.get(path));
  return found.ok ? done({ method: 'GetParameterValuesResponse', parameterList: found.value }) : found;
};

export const getParameterNames: Execute<'GetParameterNames'> = ({ tree }, request) => {
  const found = tree.names(request.parameterPath, request.nextLevel);
  return found.ok ? done({ method: 'GetParameterNamesResponse', parameterList: found.value }) : found;
};

export const setParameterValues: Execute<'SetParameterValues'> = (device, request) => {
  const written = device.tree.set(request.parameterList);
  if (!written.ok) return written;
  stopStaleDiagnostics(device, request.parameterList);
  writeParameterKey(device, request.parameterKey);
  return done({ method: 'SetParameterValuesResponse', status: device.writeStatus });
};

export const setParameterAttributes: Execute<'SetParameterAttributes'> = ({ attributes }, request) => {
  const written = attributes.set(request.parameterList);
  return written.ok ? done({ method: 'SetParameterAttributesResponse' }) : written;
};

export const getParameterAttributes: Execute<'GetParameterAttributes'> = ({ attributes }, request) => {
  const found = collect<ParameterAttribute>(request.parameterNames, (path) => attributes.get(path));
  return found.ok ? done({ method: 'GetParameterAttributesResponse', parameterList: found.value }) : found;
};

export const addObject: Execute<'AddObject'> = (device, request) => {
  const added = device.tree.addObject(request.objectName);
  if (!added.ok) return added;
  writeParameterKey(device, request.parameterKey);
  return done({ method: 'AddObjectResponse', instanceNumber: added.value, status: device.writeStatus });
};

export const deleteObject: Execute<'DeleteObject'> = (device, request) => {
  const deleted = device.tree.deleteObject(request.objectName);
  if (!deleted.ok) return deleted;
  writeParameterKey(device, request.parameterKey);
  return done({ method: 'DeleteObjectResponse', status: device.writeStatus });
};

/** Only a write that succeeded leaves its key (ManagementServer.ParameterKey). */
function writeParameterKey({ tree }: DeviceParts, key: string): void {
  tree.put(`${tree.model.root}ManagementServer.ParameterKey`, key);
}

/** A new input makes the results of a test meaningless: its state goes back to None (TR-143). */
function stopStaleDiagnostics({ tree }: DeviceParts, written: readonly ParameterValue[]): void {
  for (const { object } of tree.model.diagnostics) {
    const state = `${object}DiagnosticsState`;
    const isTouched = written.some(({ name }) => name.startsWith(object));
    if (isTouched && !written.some(({ name }) => name === state)) tree.put(state, 'None');
  }
}

export const getOptions: Execute<'GetOptions'> = (_device, request) =>
  request.optionName === ''
    ? done({ method: 'GetOptionsResponse', optionList: [] })
    : refuse(9003, `There is no option ${request.optionName}`);
