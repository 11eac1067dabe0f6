/** What CPEs say, written out by hand: the peer of Muster in these tests shares no code with it. */

export interface Identity {
  readonly oui: string;
  readonly productClass: string;
  readonly serialNumber: string;
}

export interface Value {
  readonly name: string;
  readonly value: string;
  /** Without its prefix, e.g. `unsignedInt`. */
  readonly type: string;
}

export type EventStruct = readonly [eventCode: string, commandKey?: string];

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A body in its envelope; without an ID there is no header for it. */
export function envelope(body: string, id?: string): string {
  const header = id === undefined ? '' : `<cwmp:ID soapenv:mustUnderstand="1">${xml(id)}</cwmp:ID>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-2">
<soapenv:Header>${header}</soapenv:Header><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
}

export function inform(
  { oui, productClass, serialNumber }: Identity,
  events: readonly EventStruct[],
  values: readonly Value[],
  retryCount: number,
): string {
  const structs = events.map(
    ([code, key = '']) =>
      `<EventStruct><EventCode>${xml(code)}</EventCode><CommandKey>${xml(key)}</CommandKey></EventStruct>`,
  );
  return `<cwmp:Inform>
<DeviceId><Manufacturer>Acme</Manufacturer><OUI>${oui}</OUI><ProductClass>${xml(productClass)}</ProductClass><SerialNumber>${xml(serialNumber)}</SerialNumber></DeviceId>
<Event soapenc:arrayType="cwmp:EventStruct[${structs.length}]">${structs.join('')}</Event>
<MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-03-01T12:00:00Z</CurrentTime><RetryCount>${retryCount}</RetryCount>
${parameterList(values)}</cwmp:Inform>`;
}

export function response(method: string, content = ''): string {
  return `<cwmp:${method}Response>${content}</cwmp:${method}Response>`;
}

export function parameterList(values: readonly Value[]): string {
  const structs = values.map(
    ({ name, value, type }) =>
      `<ParameterValueStruct><Name>${xml(name)}</Name><Value xsi:type="xsd:${type}">${xml(value)}</Value></ParameterValueStruct>`,
  );
  return `<ParameterList soapenc:arrayType="cwmp:ParameterValueStruct[${structs.length}]">${structs.join('')}</ParameterList>`;
}

export function infoList(infos: readonly (readonly [name: string, writable: boolean])[]): string {
  const structs = infos.map(
    ([name, writable]) =>
      `<ParameterInfoStruct><Name>${xml(name)}</Name><Writable>${writable ? 1 : 0}</Writable></ParameterInfoStruct>`,
  );
  return `<ParameterList soapenc:arrayType="cwmp:ParameterInfoStruct[${structs.length}]">${structs.join('')}</ParameterList>`;
}

export function methodList(methods: readonly string[]): string {
  const strings = methods.map((method) => `<string>${method}</string>`);
  return `<MethodList soapenc:arrayType="xsd:string[${strings.length}]">${strings.join('')}</MethodList>`;
}

export type ParameterFault = readonly [name: string, code: number, why: string];

export function fault(code: number, why: string, parameterFaults: readonly ParameterFault[] = []): string {
  const details = parameterFaults.map(
    ([name, faultCode, faultString]) =>
      `<SetParameterValuesFault><ParameterName>${xml(name)}</ParameterName><FaultCode>${faultCode}</FaultCode><FaultString>${xml(faultString)}</FaultString></SetParameterValuesFault>`,
  );
  return `<soapenv:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>${code}</FaultCode><FaultString>${xml(why)}</FaultString>${details.join('')}</cwmp:Fault></detail></soapenv:Fault>`;
}

function faultStruct(code: number, why = ''): string {
  return `<FaultStruct><FaultCode>${code}</FaultCode><FaultString>${xml(why)}</FaultString></FaultStruct>`;
}

const TIMES = '<StartTime>2026-03-01T12:00:00Z</StartTime><CompleteTime>2026-03-01T12:01:00Z</CompleteTime>';

export function transferComplete(commandKey: string, code = 0, why = ''): string {
  return `<cwmp:TransferComplete><CommandKey>${xml(commandKey)}</CommandKey>${faultStruct(code, why)}${TIMES}</cwmp:TransferComplete>`;
}

export function autonomousTransferComplete(transferUrl: string): string {
  return `<cwmp:AutonomousTransferComplete><AnnounceURL></AnnounceURL><TransferURL>${xml(transferUrl)}</TransferURL><IsDownload>1</IsDownload><FileType>1 Firmware Upgrade Image</FileType><FileSize>4096</FileSize><TargetFileName></TargetFileName>${faultStruct(0)}${TIMES}</cwmp:AutonomousTransferComplete>`;
}

export interface DuResult {
  readonly uuid: string;
  readonly state: 'Installed' | 'Uninstalled' | 'Failed';
  readonly faultCode?: number;
}

export function duStateChangeComplete(commandKey: string, results: readonly DuResult[]): string {
  const structs = results.map((result) => opResult('OpResultStruct', result, ''));
  return `<cwmp:DUStateChangeComplete><Results soapenc:arrayType="cwmp:OpResultStruct[${structs.length}]">${structs.join('')}</Results><CommandKey>${xml(commandKey)}</CommandKey></cwmp:DUStateChangeComplete>`;
}

export function autonomousDuStateChangeComplete(result: DuResult): string {
  const performed = '<OperationPerformed>Install</OperationPerformed>';
  return `<cwmp:AutonomousDUStateChangeComplete><Results soapenc:arrayType="cwmp:AutonOpResultStruct[1]">${opResult('AutonOpResultStruct', result, performed)}</Results></cwmp:AutonomousDUStateChangeComplete>`;
}

function opResult(element: string, { uuid, state, faultCode = 0 }: DuResult, performed: string): string {
  const what = faultCode === 0 ? '' : 'refused';
  return `<${element}><UUID>${uuid}</UUID><DeploymentUnitRef></DeploymentUnitRef><Version>1.0</Version><CurrentState>${state}</CurrentState><Resolved>1</Resolved><ExecutionUnitRefList></ExecutionUnitRefList>${TIMES}<Fault><FaultCode>${faultCode}</FaultCode><FaultString>${what}</FaultString></Fault>${performed}</${element}>`;
}

export const REQUEST_DOWNLOAD =
  '<cwmp:RequestDownload><FileType>1 Firmware Upgrade Image</FileType><FileTypeArg soapenc:arrayType="cwmp:ArgStruct[0]"></FileTypeArg></cwmp:RequestDownload>';

export function kicked(next: string): string {
  return `<cwmp:Kicked><Command>login</Command><Referer>portal</Referer><Arg>a=1</Arg><Next>${xml(next)}</Next></cwmp:Kicked>`;
}

export function queuedTransfers(commandKeys: readonly string[]): string {
  const structs = commandKeys.map(
    (key) =>
      `<AllQueuedTransferStruct><CommandKey>${xml(key)}</CommandKey><State>2</State><IsDownload>1</IsDownload><FileType>1 Firmware Upgrade Image</FileType><FileSize>0</FileSize><TargetFileName></TargetFileName></AllQueuedTransferStruct>`,
  );
  return `<TransferList soapenc:arrayType="cwmp:AllQueuedTransferStruct[${structs.length}]">${structs.join('')}</TransferList>`;
}
