/** The bodies of what a CPE asks for and reports by itself. */
import { array, element, faultOf, text } from './envelopes.ts';

const TIMES = '<StartTime>2026-03-01T12:00:00Z</StartTime><CompleteTime>2026-03-01T12:01:00Z</CompleteTime>';

export function transferComplete(commandKey: string, code = 0, why = ''): string {
  return `<cwmp:TransferComplete><CommandKey>${text(commandKey)}</CommandKey>${faultStruct(code, why)}${TIMES}</cwmp:TransferComplete>`;
}

export function autonomousTransferComplete(transferUrl: string): string {
  return `<cwmp:AutonomousTransferComplete><AnnounceURL></AnnounceURL><TransferURL>${text(transferUrl)}</TransferURL><IsDownload>1</IsDownload><FileType>1 Firmware Upgrade Image</FileType><FileSize>4096</FileSize><TargetFileName></TargetFileName>${faultStruct(0)}${TIMES}</cwmp:AutonomousTransferComplete>`;
}

export interface DuResult {
  readonly uuid: string;
  readonly state: 'Installed' | 'Uninstalled' | 'Failed';
  readonly faultCode?: number;
}

export function duStateChangeComplete(commandKey: string, results: readonly DuResult[]): string {
  const list = array('Results', 'OpResultStruct', results.map(operation));
  return `<cwmp:DUStateChangeComplete>${list}<CommandKey>${text(commandKey)}</CommandKey></cwmp:DUStateChangeComplete>`;
}

export function autonomousDuStateChangeComplete(result: DuResult): string {
  const performed = `${operation(result)}<OperationPerformed>Install</OperationPerformed>`;
  return element('cwmp:AutonomousDUStateChangeComplete', array('Results', 'AutonOpResultStruct', [performed]));
}

export const REQUEST_DOWNLOAD = `<cwmp:RequestDownload><FileType>1 Firmware Upgrade Image</FileType>${array('FileTypeArg', 'ArgStruct', [])}</cwmp:RequestDownload>`;

export function kicked(next: string): string {
  return `<cwmp:Kicked><Command>login</Command><Referer>portal</Referer><Arg>a=1</Arg><Next>${text(next)}</Next></cwmp:Kicked>`;
}

function faultStruct(code: number, why = ''): string {
  return element('FaultStruct', faultOf(code, why));
}

function operation({ uuid, state, faultCode = 0 }: DuResult): string {
  const fault = element('Fault', faultOf(faultCode, faultCode === 0 ? '' : 'refused'));
  return `<UUID>${uuid}</UUID><DeploymentUnitRef></DeploymentUnitRef><Version>1.0</Version><CurrentState>${state}</CurrentState><Resolved>1</Resolved><ExecutionUnitRefList></ExecutionUnitRefList>${TIMES}${fault}`;
}
