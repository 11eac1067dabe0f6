import { readFlag, readText, readToken } from '../fields/read-field.ts';
import { writeFlag, writeText } from '../fields/write-field.ts';
import type { DuOperationResult } from '../rpc/du-state-change-complete.ts';
import type { XmlElement } from '../xml/element.ts';
import { readFaultStruct, writeFaultStruct } from './fault-struct.ts';

/** What OpResultStruct and AutonOpResultStruct have in common, without the enclosing element. */
export function writeDuOperationResult(result: DuOperationResult): string {
  return [
    writeText('UUID', result.uuid),
    writeText('DeploymentUnitRef', result.deploymentUnitRef),
    writeText('Version', result.version),
    writeText('CurrentState', result.currentState),
    writeFlag('Resolved', result.resolved),
    writeText('ExecutionUnitRefList', result.executionUnitRefList),
    writeText('StartTime', result.startTime),
    writeText('CompleteTime', result.completeTime),
    writeFaultStruct('Fault', result.fault),
  ].join('');
}

export function readDuOperationResult(struct: XmlElement): DuOperationResult {
  return {
    uuid: readToken(struct, 'UUID'),
    deploymentUnitRef: readToken(struct, 'DeploymentUnitRef'),
    version: readText(struct, 'Version'),
    currentState: readToken(struct, 'CurrentState'),
    resolved: readFlag(struct, 'Resolved'),
    executionUnitRefList: readText(struct, 'ExecutionUnitRefList'),
    startTime: readToken(struct, 'StartTime'),
    completeTime: readToken(struct, 'CompleteTime'),
    fault: readFaultStruct(struct, 'Fault'),
  };
}
