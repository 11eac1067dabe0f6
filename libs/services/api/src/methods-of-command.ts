import type { AcsMethod } from '#libs/cwmp';
import type { CommandSpec } from '#libs/domain';

const byKind: { readonly [Kind in Exclude<CommandSpec['kind'], 'rpc'>]: readonly AcsMethod[] } = {
  get: ['GetParameterValues'],
  set: ['SetParameterValues'],
  setAttributes: ['SetParameterAttributes'],
  add: ['AddObject'],
  delete: ['DeleteObject'],
  refresh: ['GetParameterNames', 'GetParameterValues'],
  reboot: ['Reboot'],
  factoryReset: ['FactoryReset'],
  download: ['Download'],
  upload: ['Upload'],
  scheduleInform: ['ScheduleInform'],
  getRpcMethods: ['GetRPCMethods'],
  discover: ['GetParameterNames', 'GetParameterValues'],
  // A plan does without what the CPE does not do, and tells it.
  reconcile: [],
};

/** The RPCs that a command cannot do without. */
export function methodsOfCommand(spec: CommandSpec): readonly AcsMethod[] {
  return spec.kind === 'rpc' ? [spec.request.method] : byKind[spec.kind];
}
