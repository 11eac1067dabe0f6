import { ApiClient } from '../harness/api-client.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { conformance } from './conformance.ts';
import { transferComplete } from './envelopes.ts';
import { ScriptedCpe } from './scripted-cpe.ts';

let acs: Acs;
let api: ApiClient;
beforeAll(async () => {
  acs = await startAcs({ MUSTER_CWMP_MAX_VERSION: '1.2', MUSTER_CWMP_HOLD_REQUESTS: 'true' });
  api = new ApiClient(acs.httpUrl);
});
afterAll(() => acs.stop());

const ALL_VERSIONS =
  '<cwmp:SupportedCWMPVersions soap:mustUnderstand="0">1.0,1.1,1.2,1.3,1.4</cwmp:SupportedCWMPVersions>';
const HOLD = /<cwmp:HoldRequests SOAP-ENV:mustUnderstand="1">(?:1|true)<\/cwmp:HoldRequests>/;

conformance([16], 'held to CWMP 1.2, the ACS agrees on that and sends nothing newer', async () => {
  const cpe = new ScriptedCpe(acs.cwmpUrl, 'V16');
  const answer = await cpe.inform({ header: ALL_VERSIONS, events: ['0 BOOTSTRAP'] });
  expect(answer.body).toMatch(/<cwmp:UseCWMPVersion SOAP-ENV:mustUnderstand="1">1\.2<\/cwmp:UseCWMPVersion>/);
  await cpe.work(await cpe.post());
  expect(await api.device(cpe.deviceId)).toMatchObject({ cwmpVersion: '1.2' });
  const attributes = (notification: number) => ({
    kind: 'setAttributes',
    attributes: [
      {
        name: 'Device.DeviceInfo.UpTime',
        notificationChange: true,
        notification,
        accessListChange: false,
        accessList: [],
      },
    ],
  });
  await expect(api.queue(cpe.deviceId, attributes(3))).rejects.toThrow(/422 .*does not speak CWMP 1\.4/);
  const older = await api.queue(cpe.deviceId, attributes(2));
  const rpcs = await cpe.session({ header: ALL_VERSIONS });
  expect(rpcs.map(({ method }) => method)).toEqual(['SetParameterAttributes']);
  expect(await api.command(older.id, 20)).toMatchObject({ state: 'completed' });
  cpe.close();
});

conformance([112], 'the CPE is held while there are commands, and heard afterwards', async () => {
  const cpe = await new ScriptedCpe(acs.cwmpUrl, 'H112').becomeKnown();
  const { id } = await api.queue(cpe.deviceId, { kind: 'get', paths: ['Device.DeviceInfo.UpTime'] });
  const opened = await cpe.inform({ events: ['7 TRANSFER COMPLETE', ['M Download', 'held']] });
  expect(opened.body).toMatch(HOLD);
  const sent = await cpe.post();
  expect(sent.message.method).toBe('GetParameterValues');
  expect(sent.body).toMatch(HOLD);
  // Without an envelope there is no HoldRequests, which means false.
  expect((await cpe.post(cpe.answerTo(sent.message))).status).toBe(204);
  const heard = await cpe.post(transferComplete('held'));
  expect(heard.message.method).toBe('TransferCompleteResponse');
  expect(heard.body).not.toMatch(HOLD);
  expect((await cpe.post()).status).toBe(204);
  expect(await api.command(id, 20)).toMatchObject({ state: 'completed' });
  cpe.close();
});
