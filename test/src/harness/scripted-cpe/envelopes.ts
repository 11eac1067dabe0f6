/** What CPEs say, written out by hand: the peer of Muster in these tests shares no code with it. */
import { FORCED_VALUES } from './factory-settings.ts';

/** Who a CPE says it is. */
export interface Identity {
  readonly manufacturer: string;
  readonly oui: string;
  readonly productClass: string;
  readonly serialNumber: string;
}

/** The type without its prefix, e.g. `unsignedInt`; `string` by default. */
export type ParameterValue = readonly [name: string, value: string, type?: string];

export type EventStruct = readonly [eventCode: string, commandKey?: string];

export interface EnvelopeOptions {
  /** Last part of the namespace: `cwmp-1-2` by default. */
  readonly namespace?: string;
  /** Text of cwmp:ID as it stands on the wire; null leaves the header out. */
  readonly id?: string | null;
  /** Further header blocks. */
  readonly header?: string;
}

export interface InformOptions extends EnvelopeOptions {
  readonly events?: readonly (string | EventStruct)[];
  readonly parameters?: readonly ParameterValue[];
  readonly retryCount?: number;
  readonly maxEnvelopes?: number;
}

/** An envelope as most CPEs write it; `body` is the one element inside Body. */
export function envelope(body: string, options: EnvelopeOptions = {}): string {
  const { namespace = 'cwmp-1-2', id = '1', header = '' } = options;
  const idBlock = id === null ? '' : `<cwmp:ID soap:mustUnderstand="1">${id}</cwmp:ID>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:${namespace}">
<soap:Header>${idBlock}${header}</soap:Header>
<soap:Body>${body}</soap:Body>
</soap:Envelope>`;
}

/** One message; `args` is XML. */
export function message(method: string, args = '', options: EnvelopeOptions = {}): string {
  return envelope(element(`cwmp:${method}`, args), options);
}

/** The body of a good answer; `content` is XML. */
export function response(method: string, content = ''): string {
  return element(`cwmp:${method}Response`, content);
}

export function inform(identity: Identity, options: InformOptions = {}): string {
  return message('Inform', informArguments(identity, options), options);
}

/** What stands inside `cwmp:Inform`. */
export function informArguments(identity: Identity, options: InformOptions = {}): string {
  const { events = ['2 PERIODIC'], parameters = FORCED_VALUES, retryCount = 0, maxEnvelopes = 1 } = options;
  return `${deviceId(identity)}
${eventList(events)}
<MaxEnvelopes>${maxEnvelopes}</MaxEnvelopes>
<CurrentTime>2026-03-01T10:00:00Z</CurrentTime>
<RetryCount>${retryCount}</RetryCount>
${parameterList(parameters)}`;
}

function deviceId({ manufacturer, oui, productClass, serialNumber }: Identity): string {
  return `<DeviceId><Manufacturer>${text(manufacturer)}</Manufacturer><OUI>${text(oui)}</OUI><ProductClass>${text(productClass)}</ProductClass><SerialNumber>${text(serialNumber)}</SerialNumber></DeviceId>`;
}

function eventList(events: NonNullable<InformOptions['events']>): string {
  const structs = events.map((event) => {
    const [code, key = ''] = typeof event === 'string' ? [event] : event;
    return `<EventCode>${text(code)}</EventCode><CommandKey>${text(key)}</CommandKey>`;
  });
  return array('Event', 'EventStruct', structs);
}

export function parameterList(parameters: readonly ParameterValue[]): string {
  const structs = parameters.map(
    ([name, value, type = 'string']) =>
      `<Name>${text(name)}</Name><Value xsi:type="xsd:${type}">${text(value)}</Value>`,
  );
  return array('ParameterList', 'ParameterValueStruct', structs);
}

export function infoList(infos: readonly (readonly [name: string, writable: boolean])[]): string {
  const structs = infos.map(([name, writable]) => `<Name>${text(name)}</Name><Writable>${writable ? 1 : 0}</Writable>`);
  return array('ParameterList', 'ParameterInfoStruct', structs);
}

export function methodList(methods: readonly string[]): string {
  const strings = methods.map((method) => element('string', method)).join('');
  return `<MethodList soapenc:arrayType="xsd:string[${methods.length}]">${strings}</MethodList>`;
}

export function queuedTransfers(commandKeys: readonly string[]): string {
  const structs = commandKeys.map(
    (key) =>
      `<CommandKey>${text(key)}</CommandKey><State>2</State><IsDownload>1</IsDownload><FileType>1 Firmware Upgrade Image</FileType><FileSize>0</FileSize><TargetFileName></TargetFileName>`,
  );
  return array('TransferList', 'AllQueuedTransferStruct', structs);
}

export type ParameterFault = readonly [name: string, code: number, why: string];

/** The body of a fault in answer to an RPC. */
export function fault(code: number, why: string, parameterFaults: readonly ParameterFault[] = []): string {
  const details = parameterFaults.map(([name, faultCode, faultString]) =>
    element(
      'SetParameterValuesFault',
      `<ParameterName>${text(name)}</ParameterName>${faultOf(faultCode, faultString)}`,
    ),
  );
  return `<soap:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault>${faultOf(code, why)}${details.join('')}</cwmp:Fault></detail></soap:Fault>`;
}

/** What is inside every kind of fault. */
export function faultOf(code: number, why: string): string {
  return `<FaultCode>${code}</FaultCode><FaultString>${text(why)}</FaultString>`;
}

/** An array of structs, each given by its content. */
export function array(name: string, struct: string, contents: readonly string[]): string {
  const structs = contents.map((content) => element(struct, content));
  return `<${name} soapenc:arrayType="cwmp:${struct}[${contents.length}]">${structs.join('')}</${name}>`;
}

export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&#60;', '>': '&gt;', '"': '&#x22;' };

/** Text as character data, with references of every notation there is. */
export function text(value: string): string {
  return value.replace(/[&<>"]/g, (one) => REFERENCES[one] ?? one);
}
