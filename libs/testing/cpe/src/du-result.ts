import type { DuOperation, DuOperationResult } from '#libs/cwmp';

/** The result of an operation on a software module that went well. `time` is a dateTime. */
export function duResult(operation: DuOperation, index: number, root: string, time: string): DuOperationResult {
  return {
    uuid: operation.uuid ?? `00000000-0000-5000-8000-${String(index).padStart(12, '0')}`,
    deploymentUnitRef: `${root}SoftwareModules.DeploymentUnit.${index + 1}`,
    version: 'version' in operation ? (operation.version ?? '') : '1.0',
    currentState: operation.operation === 'uninstall' ? 'Uninstalled' : 'Installed',
    resolved: true,
    executionUnitRefList: '',
    startTime: time,
    completeTime: time,
    fault: { faultCode: 0, faultString: '' },
  };
}
