/** Who a CPE says it is. */
export interface Identity {
  readonly manufacturer: string;
  readonly oui: string;
  readonly productClass: string;
  readonly serial: string;
}

export interface EnvelopeOptions {
  /** Last part of the namespace: `cwmp-1-2` by default. */
  readonly namespace?: string;
  /** Text of cwmp:ID as it stands on the wire; null leaves the header out. */
  readonly id?: string | null;
  /** Further header blocks. */
  readonly header?: string;
}

export interface InformOptions extends EnvelopeOptions {
  /** Events as code, or as code and CommandKey. */
  readonly events?: readonly (string | readonly [code: string, commandKey: string])[];
  /** Name and value, or name, value and `xsi:type`. */
  readonly parameters?: readonly (readonly [name: string, value: string, type?: string])[];
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

/** A request or response of the CPE; `args` is XML. */
export function message(method: string, args = '', options: EnvelopeOptions = {}): string {
  return envelope(`<cwmp:${method}>${args}</cwmp:${method}>`, options);
}

export function inform(identity: Identity, options: InformOptions = {}): string {
  return message('Inform', informArguments(identity, options), options);
}

/** What stands inside `cwmp:Inform`. */
export function informArguments(identity: Identity, options: InformOptions = {}): string {
  const { events = ['2 PERIODIC'], parameters = usualParameters(), retryCount = 0, maxEnvelopes = 1 } = options;
  return `${deviceId(identity)}
${eventList(events)}
<MaxEnvelopes>${maxEnvelopes}</MaxEnvelopes>
<CurrentTime>2026-03-01T10:00:00Z</CurrentTime>
<RetryCount>${retryCount}</RetryCount>
${parameterList(parameters)}`;
}

export function deviceId({ manufacturer, oui, productClass, serial }: Identity): string {
  return `<DeviceId><Manufacturer>${text(manufacturer)}</Manufacturer><OUI>${text(oui)}</OUI><ProductClass>${text(productClass)}</ProductClass><SerialNumber>${text(serial)}</SerialNumber></DeviceId>`;
}

export function eventList(events: NonNullable<InformOptions['events']>): string {
  const structs = events.map((event) => {
    const [code, key] = typeof event === 'string' ? [event, ''] : event;
    return `<EventStruct><EventCode>${text(code)}</EventCode><CommandKey>${text(key)}</CommandKey></EventStruct>`;
  });
  return `<Event soapenc:arrayType="cwmp:EventStruct[${events.length}]">${structs.join('')}</Event>`;
}

export function parameterList(parameters: NonNullable<InformOptions['parameters']>): string {
  const structs = parameters.map(
    ([name, value, type = 'xsd:string']) =>
      `<ParameterValueStruct><Name>${text(name)}</Name><Value xsi:type="${type}">${text(value)}</Value></ParameterValueStruct>`,
  );
  return `<ParameterList soapenc:arrayType="cwmp:ParameterValueStruct[${structs.length}]">${structs.join('')}</ParameterList>`;
}

/** The forced Inform parameters of a TR-181 device. */
export function usualParameters(softwareVersion = '1.0.0'): readonly (readonly [string, string, string?])[] {
  return [
    ['Device.RootDataModelVersion', '2.15'],
    ['Device.DeviceInfo.HardwareVersion', 'A1'],
    ['Device.DeviceInfo.SoftwareVersion', softwareVersion],
    ['Device.DeviceInfo.ProvisioningCode', ''],
    ['Device.ManagementServer.ParameterKey', ''],
    ['Device.ManagementServer.ConnectionRequestURL', 'http://192.0.2.10:7547/cr'],
    ['Device.ManagementServer.AliasBasedAddressing', 'false', 'xsd:boolean'],
  ];
}

/** A fault in answer to an RPC. */
export function fault(faultCode: number, faultString: string, options: EnvelopeOptions = {}): string {
  return envelope(
    `<soap:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>${faultCode}</FaultCode><FaultString>${text(faultString)}</FaultString></cwmp:Fault></detail></soap:Fault>`,
    options,
  );
}

export function transferComplete(commandKey: string, options: EnvelopeOptions = {}): string {
  return message(
    'TransferComplete',
    `<CommandKey>${text(commandKey)}</CommandKey><FaultStruct><FaultCode>0</FaultCode><FaultString></FaultString></FaultStruct><StartTime>2026-03-01T10:00:00Z</StartTime><CompleteTime>2026-03-01T10:01:00Z</CompleteTime>`,
    options,
  );
}

/** Text as character data. */
export function text(value: string): string {
  return value.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
}
