import { acsForTests } from '../harness/acs-for-tests.ts';
import { transferComplete } from '../harness/scripted-cpe/cpe-requests.ts';
import { methodsIn, serve } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';
import { READ_UP_TIME } from './read-up-time.ts';

const { api, knownCpe, newCpe } = acsForTests({ MUSTER_CWMP_MAX_VERSION: '1.2', MUSTER_CWMP_HOLD_REQUESTS: 'true' });

const ALL_VERSIONS =
  '<cwmp:SupportedCWMPVersions soap:mustUnderstand="0">1.0,1.1,1.2,1.3,1.4</cwmp:SupportedCWMPVersions>';
const HOLD = /<cwmp:HoldRequests SOAP-ENV:mustUnderstand="1">(?:1|true)<\/cwmp:HoldRequests>/;

conformance([16], 'held to CWMP 1.2, the ACS agrees on that and sends nothing newer', async () => {
  const cpe = newCpe('V16');
  const answer = await cpe.inform({ header: ALL_VERSIONS, events: ['0 BOOTSTRAP'] });
  expect(answer.body).toMatch(/<cwmp:UseCWMPVersion SOAP-ENV:mustUnderstand="1">1\.2<\/cwmp:UseCWMPVersion>/);
  await serve(cpe, await cpe.post());
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
  await cpe.inform({ header: ALL_VERSIONS });
  expect(methodsIn(await serve(cpe, await cpe.post()))).toEqual(['SetParameterAttributes']);
  expect(await api.finished(older.id)).toMatchObject({ state: 'completed' });
});

conformance([112], 'the CPE is held while there are commands, and heard afterwards', async () => {
  const cpe = await knownCpe('H112');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  const opened = await cpe.inform({ events: ['7 TRANSFER COMPLETE', ['M Download', 'held']] });
  expect(opened.body).toMatch(HOLD);
  const sent = await cpe.post();
  expect(sent.message.method).toBe('GetParameterValues');
  expect(sent.body).toMatch(HOLD);
  // Without an envelope there is no HoldRequests, which means false.
  expect((await cpe.post(cpe.answerTo(sent.message))).status).toBe(204);
  const heard = await cpe.request(transferComplete('held'));
  expect(heard.message.method).toBe('TransferCompleteResponse');
  expect(heard.body).not.toMatch(HOLD);
  expect((await cpe.post()).status).toBe(204);
  expect(await api.finished(id)).toMatchObject({ state: 'completed' });
});
