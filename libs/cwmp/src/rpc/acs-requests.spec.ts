import { decodeAcsEnvelope, encodeAcsEnvelope } from '../acs-envelope.ts';
import type { AcsRequest, AcsResponse } from '../message.ts';
import { ACS_TO_CPE, CPE_TO_ACS } from '../rpc-table.ts';

const OPEN =
  '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" ' +
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cwmp="urn:dslforum-org:cwmp-1-2">' +
  '<SOAP-ENV:Header><cwmp:ID SOAP-ENV:mustUnderstand="1">7</cwmp:ID></SOAP-ENV:Header><SOAP-ENV:Body>';
const CLOSE = '</SOAP-ENV:Body></SOAP-ENV:Envelope>';

/** What each message of the ACS looks like inside Body, to the byte: CPEs depend on more of it than they should. */
const requests: readonly (readonly [AcsRequest, string])[] = [
  [{ method: 'GetRPCMethods' }, '<cwmp:GetRPCMethods></cwmp:GetRPCMethods>'],
  [
    {
      method: 'SetParameterValues',
      parameterList: [
        { name: 'Device.X.[my row].A', value: `a<b&"c'`, type: 'string' },
        { name: 'Device.X.Enable', value: '1', type: 'boolean' },
        { name: 'Device.X.Since', value: '2024-05-17T09:30:11Z', type: 'dateTime' },
        { name: 'Device.X.Count', value: '-5', type: 'int' },
        { name: 'Device.X.Blob', value: 'YWJj', type: 'base64' },
        { name: 'Device.X.Hex', value: '6162', type: 'hexBinary' },
      ],
      parameterKey: 'pk & 1',
    },
    '<cwmp:SetParameterValues><ParameterList SOAP-ENC:arrayType="cwmp:ParameterValueStruct[6]">' +
      `<ParameterValueStruct><Name>Device.X.[my row].A</Name><Value xsi:type="xsd:string">a&lt;b&amp;"c'</Value></ParameterValueStruct>` +
      '<ParameterValueStruct><Name>Device.X.Enable</Name><Value xsi:type="xsd:boolean">1</Value></ParameterValueStruct>' +
      '<ParameterValueStruct><Name>Device.X.Since</Name><Value xsi:type="xsd:dateTime">2024-05-17T09:30:11Z</Value></ParameterValueStruct>' +
      '<ParameterValueStruct><Name>Device.X.Count</Name><Value xsi:type="xsd:int">-5</Value></ParameterValueStruct>' +
      '<ParameterValueStruct><Name>Device.X.Blob</Name><Value xsi:type="SOAP-ENC:base64">YWJj</Value></ParameterValueStruct>' +
      '<ParameterValueStruct><Name>Device.X.Hex</Name><Value xsi:type="xsd:hexBinary">6162</Value></ParameterValueStruct>' +
      '</ParameterList><ParameterKey>pk &amp; 1</ParameterKey></cwmp:SetParameterValues>',
  ],
  [
    { method: 'GetParameterValues', parameterNames: ['Device.DeviceInfo.', 'Device.Time.Status'] },
    '<cwmp:GetParameterValues><ParameterNames SOAP-ENC:arrayType="xsd:string[2]"><string>Device.DeviceInfo.</string>' +
      '<string>Device.Time.Status</string></ParameterNames></cwmp:GetParameterValues>',
  ],
  [
    { method: 'GetParameterNames', parameterPath: '', nextLevel: true },
    '<cwmp:GetParameterNames><ParameterPath></ParameterPath><NextLevel>1</NextLevel></cwmp:GetParameterNames>',
  ],
  [
    {
      method: 'SetParameterAttributes',
      parameterList: [
        {
          name: 'Device.A.',
          notificationChange: false,
          notification: 0,
          accessListChange: true,
          accessList: ['Subscriber'],
        },
        { name: 'Device.B', notificationChange: true, notification: 2, accessListChange: false, accessList: [] },
      ],
    },
    '<cwmp:SetParameterAttributes><ParameterList SOAP-ENC:arrayType="cwmp:SetParameterAttributesStruct[2]">' +
      '<SetParameterAttributesStruct><Name>Device.A.</Name><NotificationChange>0</NotificationChange>' +
      '<Notification>0</Notification><AccessListChange>1</AccessListChange>' +
      '<AccessList SOAP-ENC:arrayType="xsd:string[1]"><string>Subscriber</string></AccessList></SetParameterAttributesStruct>' +
      '<SetParameterAttributesStruct><Name>Device.B</Name><NotificationChange>1</NotificationChange>' +
      '<Notification>2</Notification><AccessListChange>0</AccessListChange>' +
      '<AccessList SOAP-ENC:arrayType="xsd:string[0]"></AccessList></SetParameterAttributesStruct>' +
      '</ParameterList></cwmp:SetParameterAttributes>',
  ],
  [
    { method: 'GetParameterAttributes', parameterNames: ['Device.'] },
    '<cwmp:GetParameterAttributes><ParameterNames SOAP-ENC:arrayType="xsd:string[1]"><string>Device.</string>' +
      '</ParameterNames></cwmp:GetParameterAttributes>',
  ],
  [
    { method: 'AddObject', objectName: 'Device.NAT.PortMapping.', parameterKey: '' },
    '<cwmp:AddObject><ObjectName>Device.NAT.PortMapping.</ObjectName><ParameterKey></ParameterKey></cwmp:AddObject>',
  ],
  [
    { method: 'DeleteObject', objectName: 'Device.NAT.PortMapping.3.', parameterKey: 'pk' },
    '<cwmp:DeleteObject><ObjectName>Device.NAT.PortMapping.3.</ObjectName><ParameterKey>pk</ParameterKey></cwmp:DeleteObject>',
  ],
  [{ method: 'Reboot', commandKey: 'r1' }, '<cwmp:Reboot><CommandKey>r1</CommandKey></cwmp:Reboot>'],
  [
    {
      method: 'Download',
      commandKey: 'fw-1',
      fileType: '1 Firmware Upgrade Image',
      url: 'http://files.example/a?b=1&c=2',
      username: '',
      password: '',
      fileSize: 0,
      targetFileName: '',
      delaySeconds: 0,
      successUrl: '',
      failureUrl: '',
    },
    '<cwmp:Download><CommandKey>fw-1</CommandKey><FileType>1 Firmware Upgrade Image</FileType>' +
      '<URL>http://files.example/a?b=1&amp;c=2</URL><Username></Username><Password></Password><FileSize>0</FileSize>' +
      '<TargetFileName></TargetFileName><DelaySeconds>0</DelaySeconds><SuccessURL></SuccessURL><FailureURL></FailureURL>' +
      '</cwmp:Download>',
  ],
  [
    {
      method: 'ScheduleDownload',
      commandKey: 'fw-2',
      fileType: '1 Firmware Upgrade Image',
      url: 'http://files.example/a',
      username: 'u',
      password: 'p',
      fileSize: 12,
      targetFileName: 'a.bin',
      timeWindowList: [
        { windowStart: 60, windowEnd: 3600, windowMode: '3 When Idle', userMessage: '', maxRetries: -1 },
      ],
    },
    '<cwmp:ScheduleDownload><CommandKey>fw-2</CommandKey><FileType>1 Firmware Upgrade Image</FileType>' +
      '<URL>http://files.example/a</URL><Username>u</Username><Password>p</Password><FileSize>12</FileSize>' +
      '<TargetFileName>a.bin</TargetFileName><TimeWindowList SOAP-ENC:arrayType="cwmp:TimeWindowStruct[1]">' +
      '<TimeWindowStruct><WindowStart>60</WindowStart><WindowEnd>3600</WindowEnd><WindowMode>3 When Idle</WindowMode>' +
      '<UserMessage></UserMessage><MaxRetries>-1</MaxRetries></TimeWindowStruct></TimeWindowList></cwmp:ScheduleDownload>',
  ],
  [
    {
      method: 'Upload',
      commandKey: 'log-1',
      fileType: '2 Vendor Log File',
      url: 'http://files.example/u',
      username: '',
      password: '',
      delaySeconds: 5,
    },
    '<cwmp:Upload><CommandKey>log-1</CommandKey><FileType>2 Vendor Log File</FileType><URL>http://files.example/u</URL>' +
      '<Username></Username><Password></Password><DelaySeconds>5</DelaySeconds></cwmp:Upload>',
  ],
  [{ method: 'FactoryReset' }, '<cwmp:FactoryReset></cwmp:FactoryReset>'],
  [
    { method: 'ScheduleInform', delaySeconds: 30, commandKey: 'si' },
    '<cwmp:ScheduleInform><DelaySeconds>30</DelaySeconds><CommandKey>si</CommandKey></cwmp:ScheduleInform>',
  ],
  [{ method: 'GetQueuedTransfers' }, '<cwmp:GetQueuedTransfers></cwmp:GetQueuedTransfers>'],
  [{ method: 'GetAllQueuedTransfers' }, '<cwmp:GetAllQueuedTransfers></cwmp:GetAllQueuedTransfers>'],
  [
    { method: 'CancelTransfer', commandKey: 'fw-1' },
    '<cwmp:CancelTransfer><CommandKey>fw-1</CommandKey></cwmp:CancelTransfer>',
  ],
  [
    {
      method: 'ChangeDUState',
      operations: [
        { operation: 'install', url: 'http://files.example/du', username: 'u' },
        { operation: 'update' },
        { operation: 'uninstall', uuid: '7c1f8f6a-3f0e-4f44-8a3e-0a7b1f4e9d10', version: '1.0' },
      ],
      commandKey: 'du-1',
    },
    '<cwmp:ChangeDUState><Operations xsi:type="cwmp:InstallOpStruct"><URL>http://files.example/du</URL>' +
      '<Username>u</Username></Operations><Operations xsi:type="cwmp:UpdateOpStruct"></Operations>' +
      '<Operations xsi:type="cwmp:UninstallOpStruct"><UUID>7c1f8f6a-3f0e-4f44-8a3e-0a7b1f4e9d10</UUID>' +
      '<Version>1.0</Version></Operations><CommandKey>du-1</CommandKey></cwmp:ChangeDUState>',
  ],
  [
    { method: 'SetVouchers', voucherList: ['YWJj'] },
    '<cwmp:SetVouchers><VoucherList SOAP-ENC:arrayType="SOAP-ENC:base64[1]"><base64>YWJj</base64></VoucherList></cwmp:SetVouchers>',
  ],
  [{ method: 'GetOptions', optionName: '' }, '<cwmp:GetOptions><OptionName></OptionName></cwmp:GetOptions>'],
];

const responses: readonly (readonly [AcsResponse, string])[] = [
  [
    { method: 'GetRPCMethodsResponse', methodList: ['Inform', 'GetRPCMethods'] },
    '<cwmp:GetRPCMethodsResponse><MethodList SOAP-ENC:arrayType="xsd:string[2]"><string>Inform</string>' +
      '<string>GetRPCMethods</string></MethodList></cwmp:GetRPCMethodsResponse>',
  ],
  [
    { method: 'InformResponse', maxEnvelopes: 1 },
    '<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>',
  ],
  [{ method: 'TransferCompleteResponse' }, '<cwmp:TransferCompleteResponse></cwmp:TransferCompleteResponse>'],
  [
    { method: 'AutonomousTransferCompleteResponse' },
    '<cwmp:AutonomousTransferCompleteResponse></cwmp:AutonomousTransferCompleteResponse>',
  ],
  [
    { method: 'DUStateChangeCompleteResponse' },
    '<cwmp:DUStateChangeCompleteResponse></cwmp:DUStateChangeCompleteResponse>',
  ],
  [
    { method: 'AutonomousDUStateChangeCompleteResponse' },
    '<cwmp:AutonomousDUStateChangeCompleteResponse></cwmp:AutonomousDUStateChangeCompleteResponse>',
  ],
  [{ method: 'RequestDownloadResponse' }, '<cwmp:RequestDownloadResponse></cwmp:RequestDownloadResponse>'],
  [
    { method: 'KickedResponse', nextUrl: 'http://portal.example/?a=1&b=2' },
    '<cwmp:KickedResponse><NextURL>http://portal.example/?a=1&amp;b=2</NextURL></cwmp:KickedResponse>',
  ],
];

describe('messages of the ACS, byte for byte', () => {
  test.each([...requests, ...responses].map(([message, body]) => [message.method, message, body] as const))(
    '%s',
    (_, message, body) => {
      const envelope = {
        namespace: 'urn:dslforum-org:cwmp-1-2',
        id: '7',
        body: { kind: 'message', message },
      } as const;
      const written = encodeAcsEnvelope(envelope);
      expect(written).toBe(OPEN + body + CLOSE);
      expect(decodeAcsEnvelope(Buffer.from(written))).toStrictEqual(envelope);
    },
  );

  test('all of them are here', () => {
    expect(requests.map(([message]) => message.method).sort()).toEqual(
      ACS_TO_CPE.map((entry) => entry.codec.method).sort(),
    );
    expect(responses.map(([message]) => message.method).sort()).toEqual(
      CPE_TO_ACS.map((entry) => `${entry.codec.method}Response`).sort(),
    );
  });

  test('a number that is none is never written', () => {
    const message = { method: 'ScheduleInform', delaySeconds: Number.NaN, commandKey: '' } as const;
    const body = { kind: 'message', message } as const;
    expect(() => encodeAcsEnvelope({ namespace: 'urn:dslforum-org:cwmp-1-0', body })).toThrow(RangeError);
  });
});
