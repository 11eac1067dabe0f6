import fc, { type Arbitrary } from 'fast-check';
import { decodeAcsEnvelope, encodeAcsEnvelope } from '../acs-envelope.ts';
import { decodeCpeEnvelope, encodeCpeEnvelope } from '../cpe-envelope.ts';
import type { AcsRequest, AcsResponse, CpeRequest, CpeResponse } from '../message.ts';
import { VALUE_TYPES } from '../parameter-value.ts';
import { ACS_TO_CPE, CPE_TO_ACS } from '../rpc-table.ts';
import { CWMP_NAMESPACES, CWMP_VERSIONS } from '../version.ts';
import { isXmlText } from '../xml/write.ts';

type Message = AcsRequest | AcsResponse | CpeRequest | CpeResponse;
type Arbitraries<M extends Message> = { readonly [K in M['method']]: Arbitrary<Extract<M, { method: K }>> };

/** Any text XML can carry, with what is hard to carry more often than chance has it. */
const text = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'grapheme' }) },
      fc.constantFrom('\r\n', '\t', ' ', ']]>', '&amp;', '<!--', '"', "'"),
    ),
  )
  .map((parts) => parts.join(''))
  .filter(isXmlText);
/** A text whose surrounding white space is dropped on reading. */
const token = text.map((value) => value.trim());
const name = token.filter((value) => value.length <= 512);
const int = fc.integer();
const unsigned = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const flag = fc.boolean();
const list = <T>(item: Arbitrary<T>) => fc.array(item, { maxLength: 5 });
const always = <M extends string>(method: M) => fc.constant(method);

const parameterValue = fc
  .record({ name, value: text, type: fc.constantFrom(...VALUE_TYPES) })
  .map((parameter) => (parameter.type === 'string' ? parameter : { ...parameter, value: parameter.value.trim() }));
const faultStruct = fc.record({ faultCode: fc.integer({ min: 0, max: 9899 }), faultString: text });
const transferStatus = { status: int, startTime: token, completeTime: token };
const fileTransfer = { commandKey: text, fileType: text, url: text, username: text, password: text };
const duResult = {
  uuid: token,
  deploymentUnitRef: token,
  version: text,
  currentState: token,
  resolved: flag,
  executionUnitRefList: text,
  startTime: token,
  completeTime: token,
  fault: faultStruct,
};
const duOperation = fc.oneof(
  fc.record(
    { operation: always('install'), url: text, uuid: text, username: text, password: text, executionEnvRef: text },
    { requiredKeys: ['operation', 'url'] },
  ),
  fc.record(
    { operation: always('update'), uuid: text, version: text, url: text, username: text, password: text },
    { requiredKeys: ['operation'] },
  ),
  fc.record(
    { operation: always('uninstall'), uuid: text, version: text, executionEnvRef: text },
    { requiredKeys: ['operation', 'uuid'] },
  ),
);

const getRpcMethods = fc.record({ method: always('GetRPCMethods') });
const getRpcMethodsResponse = fc.record({ method: always('GetRPCMethodsResponse'), methodList: list(token) });

const acsRequests: Arbitraries<AcsRequest> = {
  GetRPCMethods: getRpcMethods,
  SetParameterValues: fc.record({
    method: always('SetParameterValues'),
    parameterList: list(parameterValue),
    parameterKey: text,
  }),
  GetParameterValues: fc.record({ method: always('GetParameterValues'), parameterNames: list(name) }),
  GetParameterNames: fc.record({ method: always('GetParameterNames'), parameterPath: name, nextLevel: flag }),
  SetParameterAttributes: fc.record({
    method: always('SetParameterAttributes'),
    parameterList: list(
      fc.record({
        name,
        notificationChange: flag,
        notification: int,
        accessListChange: flag,
        accessList: list(token),
      }),
    ),
  }),
  GetParameterAttributes: fc.record({ method: always('GetParameterAttributes'), parameterNames: list(name) }),
  AddObject: fc.record({ method: always('AddObject'), objectName: name, parameterKey: text }),
  DeleteObject: fc.record({ method: always('DeleteObject'), objectName: name, parameterKey: text }),
  Reboot: fc.record({ method: always('Reboot'), commandKey: text }),
  Download: fc.record({
    method: always('Download'),
    ...fileTransfer,
    fileSize: unsigned,
    targetFileName: text,
    delaySeconds: unsigned,
    successUrl: text,
    failureUrl: text,
  }),
  ScheduleDownload: fc.record({
    method: always('ScheduleDownload'),
    ...fileTransfer,
    fileSize: unsigned,
    targetFileName: text,
    timeWindowList: list(
      fc.record({
        windowStart: unsigned,
        windowEnd: unsigned,
        windowMode: text,
        userMessage: text,
        maxRetries: int,
      }),
    ),
  }),
  Upload: fc.record({ method: always('Upload'), ...fileTransfer, delaySeconds: unsigned }),
  FactoryReset: fc.record({ method: always('FactoryReset') }),
  ScheduleInform: fc.record({ method: always('ScheduleInform'), delaySeconds: unsigned, commandKey: text }),
  GetQueuedTransfers: fc.record({ method: always('GetQueuedTransfers') }),
  GetAllQueuedTransfers: fc.record({ method: always('GetAllQueuedTransfers') }),
  CancelTransfer: fc.record({ method: always('CancelTransfer'), commandKey: text }),
  ChangeDUState: fc.record({ method: always('ChangeDUState'), operations: list(duOperation), commandKey: text }),
  SetVouchers: fc.record({ method: always('SetVouchers'), voucherList: list(token) }),
  GetOptions: fc.record({ method: always('GetOptions'), optionName: text }),
};

const cpeResponses: Arbitraries<CpeResponse> = {
  GetRPCMethodsResponse: getRpcMethodsResponse,
  SetParameterValuesResponse: fc.record({ method: always('SetParameterValuesResponse'), status: int }),
  GetParameterValuesResponse: fc.record({
    method: always('GetParameterValuesResponse'),
    parameterList: list(parameterValue),
  }),
  GetParameterNamesResponse: fc.record({
    method: always('GetParameterNamesResponse'),
    parameterList: list(fc.record({ name, writable: flag })),
  }),
  SetParameterAttributesResponse: fc.record({ method: always('SetParameterAttributesResponse') }),
  GetParameterAttributesResponse: fc.record({
    method: always('GetParameterAttributesResponse'),
    parameterList: list(fc.record({ name, notification: int, accessList: list(token) })),
  }),
  AddObjectResponse: fc.record({ method: always('AddObjectResponse'), instanceNumber: unsigned, status: int }),
  DeleteObjectResponse: fc.record({ method: always('DeleteObjectResponse'), status: int }),
  RebootResponse: fc.record({ method: always('RebootResponse') }),
  DownloadResponse: fc.record({ method: always('DownloadResponse'), ...transferStatus }),
  ScheduleDownloadResponse: fc.record({ method: always('ScheduleDownloadResponse') }),
  UploadResponse: fc.record({ method: always('UploadResponse'), ...transferStatus }),
  FactoryResetResponse: fc.record({ method: always('FactoryResetResponse') }),
  ScheduleInformResponse: fc.record({ method: always('ScheduleInformResponse') }),
  GetQueuedTransfersResponse: fc.record({
    method: always('GetQueuedTransfersResponse'),
    transferList: list(fc.record({ commandKey: text, state: int })),
  }),
  GetAllQueuedTransfersResponse: fc.record({
    method: always('GetAllQueuedTransfersResponse'),
    transferList: list(
      fc.record({
        commandKey: text,
        state: int,
        isDownload: flag,
        fileType: text,
        fileSize: unsigned,
        targetFileName: text,
      }),
    ),
  }),
  CancelTransferResponse: fc.record({ method: always('CancelTransferResponse') }),
  ChangeDUStateResponse: fc.record({ method: always('ChangeDUStateResponse') }),
  SetVouchersResponse: fc.record({ method: always('SetVouchersResponse') }),
  GetOptionsResponse: fc.record({
    method: always('GetOptionsResponse'),
    optionList: list(
      fc.record(
        {
          optionName: text,
          voucherSn: token,
          state: int,
          mode: token,
          startDate: token,
          expirationDate: token,
          isTransferable: flag,
        },
        { requiredKeys: ['optionName', 'voucherSn', 'state', 'mode', 'startDate', 'isTransferable'] },
      ),
    ),
  }),
};

const cpeRequests: Arbitraries<CpeRequest> = {
  GetRPCMethods: getRpcMethods,
  Inform: fc.record({
    method: always('Inform'),
    deviceId: fc.record({
      manufacturer: text,
      oui: token.map((oui) => oui.toUpperCase()),
      productClass: text,
      serialNumber: text,
    }),
    event: list(fc.record({ eventCode: token, commandKey: text })),
    maxEnvelopes: unsigned,
    currentTime: token,
    retryCount: unsigned,
    parameterList: list(parameterValue),
  }),
  TransferComplete: fc.record({
    method: always('TransferComplete'),
    commandKey: text,
    faultStruct,
    startTime: token,
    completeTime: token,
  }),
  AutonomousTransferComplete: fc.record({
    method: always('AutonomousTransferComplete'),
    announceUrl: text,
    transferUrl: text,
    isDownload: flag,
    fileType: text,
    fileSize: unsigned,
    targetFileName: text,
    faultStruct,
    startTime: token,
    completeTime: token,
  }),
  DUStateChangeComplete: fc.record({
    method: always('DUStateChangeComplete'),
    results: list(fc.record(duResult)),
    commandKey: text,
  }),
  AutonomousDUStateChangeComplete: fc.record({
    method: always('AutonomousDUStateChangeComplete'),
    results: list(fc.record({ ...duResult, operationPerformed: token })),
  }),
  RequestDownload: fc.record({
    method: always('RequestDownload'),
    fileType: text,
    fileTypeArg: list(fc.record({ name: token, value: text })),
  }),
  Kicked: fc.record({ method: always('Kicked'), command: text, referer: text, arg: text, next: text }),
};

const acsResponses: Arbitraries<AcsResponse> = {
  GetRPCMethodsResponse: getRpcMethodsResponse,
  InformResponse: fc.record({ method: always('InformResponse'), maxEnvelopes: unsigned }),
  TransferCompleteResponse: fc.record({ method: always('TransferCompleteResponse') }),
  AutonomousTransferCompleteResponse: fc.record({ method: always('AutonomousTransferCompleteResponse') }),
  DUStateChangeCompleteResponse: fc.record({ method: always('DUStateChangeCompleteResponse') }),
  AutonomousDUStateChangeCompleteResponse: fc.record({ method: always('AutonomousDUStateChangeCompleteResponse') }),
  RequestDownloadResponse: fc.record({ method: always('RequestDownloadResponse') }),
  KickedResponse: fc.record({ method: always('KickedResponse'), nextUrl: text }),
};

const namespace = fc.constantFrom(...CWMP_NAMESPACES);
const cpeHeader = fc.record(
  {
    namespace,
    id: text,
    sessionTimeoutS: unsigned,
    supportedVersions: list(fc.constantFrom(...CWMP_VERSIONS, '2.0')),
  },
  { requiredKeys: ['namespace'] },
);
const acsHeader = fc.record(
  { namespace, id: text, holdRequests: flag, useVersion: fc.constantFrom(...CWMP_VERSIONS) },
  { requiredKeys: ['namespace'] },
);
const RUNS = { numRuns: 60 };

function byMethod<M extends Message>(table: Arbitraries<M>): [string, Arbitrary<M>][] {
  return Object.entries<Arbitrary<M>>(table);
}

describe('decode(encode(x)) is x', () => {
  test.each([...byMethod<CpeRequest | CpeResponse>({ ...cpeRequests, ...cpeResponses })])('CPE: %s', (_, message) => {
    fc.assert(
      fc.property(cpeHeader, message, (header, content) => {
        const envelope = { ...header, body: { kind: 'message' as const, message: content } };
        expect(decodeCpeEnvelope(Buffer.from(encodeCpeEnvelope(envelope)))).toEqual(envelope);
      }),
      RUNS,
    );
  });

  test.each([...byMethod<AcsRequest | AcsResponse>({ ...acsRequests, ...acsResponses })])('ACS: %s', (_, message) => {
    fc.assert(
      fc.property(acsHeader, message, (header, content) => {
        const envelope = { ...header, body: { kind: 'message' as const, message: content } };
        expect(decodeAcsEnvelope(Buffer.from(encodeAcsEnvelope(envelope)))).toEqual(envelope);
      }),
      RUNS,
    );
  });

  test('a fault of a CPE', () => {
    const faultCode = fc.integer({ min: 9000, max: 9899 });
    const fault = fc.record({
      faultCode,
      faultString: text,
      parameterFaults: list(fc.record({ parameterName: token, faultCode, faultString: text })),
    });
    fc.assert(
      fc.property(cpeHeader, fault, (header, content) => {
        const envelope = { ...header, body: { kind: 'fault' as const, fault: content } };
        expect(decodeCpeEnvelope(Buffer.from(encodeCpeEnvelope(envelope)))).toEqual(envelope);
      }),
    );
  });

  test('no RPC of the table was forgotten', () => {
    const methods = (table: typeof ACS_TO_CPE | typeof CPE_TO_ACS) => table.map((entry) => entry.codec.method).sort();
    const answers = (table: typeof ACS_TO_CPE | typeof CPE_TO_ACS) =>
      methods(table)
        .map((name) => `${name}Response`)
        .sort();
    expect(Object.keys(acsRequests).sort()).toEqual(methods(ACS_TO_CPE));
    expect(Object.keys(cpeResponses).sort()).toEqual(answers(ACS_TO_CPE));
    expect(Object.keys(cpeRequests).sort()).toEqual(methods(CPE_TO_ACS));
    expect(Object.keys(acsResponses).sort()).toEqual(answers(CPE_TO_ACS));
  });
});
