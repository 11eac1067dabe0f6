import type { CpeMessage, DuOperationResult, FaultStruct, ParameterValue } from '#libs/cwmp';
import type { EnvelopeStyle } from './envelope-style.ts';
import { escapeXml, leaf } from './xml-text.ts';

type Writers = {
  readonly [M in CpeMessage['method']]: (message: Extract<CpeMessage, { method: M }>, style: EnvelopeStyle) => string;
};

/** An encoded array (SOAP 1.1 §5.4.2) of elements that are written already. */
function array(name: string, itemType: string, items: readonly string[], style: EnvelopeStyle): string {
  const count = style.arrayCount(items.length);
  const attribute = count === undefined ? '' : ` soapenc:arrayType="${itemType}[${count}]"`;
  return `<${name}${attribute}>${items.join('')}</${name}>`;
}

const struct = (name: string, ...members: readonly string[]): string => `<${name}>${members.join('')}</${name}>`;
const flag = (name: string, value: boolean): string => leaf(name, value ? '1' : '0');
const strings = (name: string, list: readonly string[], style: EnvelopeStyle): string =>
  array(
    name,
    'xsd:string',
    list.map((text) => leaf('string', text)),
    style,
  );

function value({ value: text, type }: ParameterValue, style: EnvelopeStyle): string {
  const xsiType = type === 'base64' ? 'soapenc:base64' : `xsd:${type}`;
  return style.untypedValues ? leaf('Value', text) : `<Value xsi:type="${xsiType}">${escapeXml(text)}</Value>`;
}
const parameterValues = (list: readonly ParameterValue[], style: EnvelopeStyle): string =>
  array(
    'ParameterList',
    'cwmp:ParameterValueStruct',
    list.map((each) => struct('ParameterValueStruct', leaf('Name', each.name), value(each, style))),
    style,
  );

const faultStruct = (name: string, fault: FaultStruct): string =>
  struct(name, leaf('FaultCode', fault.faultCode), leaf('FaultString', fault.faultString));
const times = (from: { readonly startTime: string; readonly completeTime: string }): string =>
  leaf('StartTime', from.startTime) + leaf('CompleteTime', from.completeTime);
const duResult = (result: DuOperationResult): string =>
  leaf('UUID', result.uuid) +
  leaf('DeploymentUnitRef', result.deploymentUnitRef) +
  leaf('Version', result.version) +
  leaf('CurrentState', result.currentState) +
  flag('Resolved', result.resolved) +
  leaf('ExecutionUnitRefList', result.executionUnitRefList) +
  times(result) +
  faultStruct('Fault', result.fault);
const nothing = (): string => '';
const transferAnswer = (answer: {
  readonly status: number;
  readonly startTime: string;
  readonly completeTime: string;
}): string => leaf('Status', answer.status) + times(answer);

/** Arguments in the order of the schema (TR-069 Annex A, cwmp-1-2.xsd). */
const WRITERS: Writers = {
  Inform: (message, style) =>
    struct(
      'DeviceId',
      leaf('Manufacturer', message.deviceId.manufacturer),
      leaf('OUI', message.deviceId.oui),
      leaf('ProductClass', message.deviceId.productClass),
      leaf('SerialNumber', message.deviceId.serialNumber),
    ) +
    array(
      'Event',
      'cwmp:EventStruct',
      message.event.map((event) =>
        struct('EventStruct', leaf('EventCode', event.eventCode), leaf('CommandKey', event.commandKey)),
      ),
      style,
    ) +
    leaf('MaxEnvelopes', message.maxEnvelopes) +
    leaf('CurrentTime', message.currentTime) +
    leaf('RetryCount', message.retryCount) +
    parameterValues(message.parameterList, style),
  TransferComplete: (message) =>
    leaf('CommandKey', message.commandKey) + faultStruct('FaultStruct', message.faultStruct) + times(message),
  AutonomousTransferComplete: (message) =>
    leaf('AnnounceURL', message.announceUrl) +
    leaf('TransferURL', message.transferUrl) +
    flag('IsDownload', message.isDownload) +
    leaf('FileType', message.fileType) +
    leaf('FileSize', message.fileSize) +
    leaf('TargetFileName', message.targetFileName) +
    faultStruct('FaultStruct', message.faultStruct) +
    times(message),
  DUStateChangeComplete: (message) =>
    struct('Results', ...message.results.map((result) => struct('OpResultStruct', duResult(result)))) +
    leaf('CommandKey', message.commandKey),
  AutonomousDUStateChangeComplete: (message) =>
    struct(
      'Results',
      ...message.results.map((result) =>
        struct('AutonOpResultStruct', duResult(result), leaf('OperationPerformed', result.operationPerformed)),
      ),
    ),
  RequestDownload: (message, style) =>
    leaf('FileType', message.fileType) +
    array(
      'FileTypeArg',
      'cwmp:ArgStruct',
      message.fileTypeArg.map((arg) => struct('ArgStruct', leaf('Name', arg.name), leaf('Value', arg.value))),
      style,
    ),
  Kicked: (message) =>
    leaf('Command', message.command) +
    leaf('Referer', message.referer) +
    leaf('Arg', message.arg) +
    leaf('Next', message.next),
  GetRPCMethods: nothing,
  GetRPCMethodsResponse: (message, style) => strings('MethodList', message.methodList, style),
  SetParameterValuesResponse: (message) => leaf('Status', message.status),
  GetParameterValuesResponse: (message, style) => parameterValues(message.parameterList, style),
  GetParameterNamesResponse: (message, style) =>
    array(
      'ParameterList',
      'cwmp:ParameterInfoStruct',
      message.parameterList.map((each) =>
        struct('ParameterInfoStruct', leaf('Name', each.name), flag('Writable', each.writable)),
      ),
      style,
    ),
  SetParameterAttributesResponse: nothing,
  GetParameterAttributesResponse: (message, style) =>
    array(
      'ParameterList',
      'cwmp:ParameterAttributeStruct',
      message.parameterList.map((each) =>
        struct(
          'ParameterAttributeStruct',
          leaf('Name', each.name),
          leaf('Notification', each.notification),
          strings('AccessList', each.accessList, style),
        ),
      ),
      style,
    ),
  AddObjectResponse: (message) => leaf('InstanceNumber', message.instanceNumber) + leaf('Status', message.status),
  DeleteObjectResponse: (message) => leaf('Status', message.status),
  RebootResponse: nothing,
  DownloadResponse: transferAnswer,
  UploadResponse: transferAnswer,
  ScheduleDownloadResponse: nothing,
  FactoryResetResponse: nothing,
  ScheduleInformResponse: nothing,
  CancelTransferResponse: nothing,
  ChangeDUStateResponse: nothing,
  SetVouchersResponse: nothing,
  GetQueuedTransfersResponse: (message, style) =>
    array(
      'TransferList',
      'cwmp:QueuedTransferStruct',
      message.transferList.map((each) =>
        struct('QueuedTransferStruct', leaf('CommandKey', each.commandKey), leaf('State', each.state)),
      ),
      style,
    ),
  GetAllQueuedTransfersResponse: (message, style) =>
    array(
      'TransferList',
      'cwmp:AllQueuedTransferStruct',
      message.transferList.map((each) =>
        struct(
          'AllQueuedTransferStruct',
          leaf('CommandKey', each.commandKey),
          leaf('State', each.state),
          flag('IsDownload', each.isDownload),
          leaf('FileType', each.fileType),
          leaf('FileSize', each.fileSize),
          leaf('TargetFileName', each.targetFileName),
        ),
      ),
      style,
    ),
  GetOptionsResponse: (message, style) =>
    array(
      'OptionList',
      'cwmp:OptionStruct',
      message.optionList.map((each) =>
        struct(
          'OptionStruct',
          leaf('OptionName', each.optionName),
          leaf('VoucherSN', each.voucherSn),
          leaf('State', each.state),
          leaf('Mode', each.mode),
          leaf('StartDate', each.startDate),
          each.expirationDate === undefined ? '' : leaf('ExpirationDate', each.expirationDate),
          flag('IsTransferable', each.isTransferable),
        ),
      ),
      style,
    ),
};

/** The one child of the Body. Only the method has a prefix, its arguments have none (the schema is unqualified). */
export function writeMessage(message: CpeMessage, style: EnvelopeStyle): string {
  // Each writer takes just the message of its own method, which the compiler cannot follow through the lookup.
  const write = WRITERS[message.method] as (message: CpeMessage, style: EnvelopeStyle) => string;
  return `<cwmp:${message.method}>${write(message, style)}</cwmp:${message.method}>`;
}
