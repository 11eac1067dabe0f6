import { acsForTests } from '../harness/acs-for-tests.ts';
import type { ShownEvent } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import {
  autonomousDuStateChangeComplete,
  autonomousTransferComplete,
  duStateChangeComplete,
  kicked,
  REQUEST_DOWNLOAD,
  transferComplete,
} from '../harness/scripted-cpe/cpe-requests.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { methodsIn, openSession, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const DOWNLOAD = { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://files.example.net/image' };

const { api, knownCpe } = acsForTests({
  MUSTER_CWMP_KICKED_URLS: 'https://portal.example.net/start,https://help.example.net/',
});

/** A CPE that was told to download; the TransferComplete is its own to send. */
async function downloadingCpe(serialNumber: string) {
  const cpe = await knownCpe(serialNumber);
  const { id, commandKey } = await api.queue(cpe.deviceId, DOWNLOAD);
  expect(methodsIn(await runSession(cpe))).toEqual(['Download']);
  expect(cpe.transfers).toEqual([commandKey]);
  expect((await api.command(id)).awaiting?.what).toBe('transferComplete');
  return { cpe, id, commandKey };
}

async function eventsOf(cpe: SmallCpe, type: string, count: number): Promise<readonly ShownEvent[]> {
  return eventually(`${count} events ${type}`, async () => {
    const events = (await api.events(cpe.deviceId)).filter((event) => event.type === type);
    return events.length >= count && events;
  });
}

/** Opens a session, makes one request in it, and looks at the answer; the session ends as usual. */
async function ask(cpe: SmallCpe, body: string, id = 'its-own-id') {
  await openSession(cpe);
  const { status, message } = await cpe.request(body, id);
  expect(status).toBe(200);
  expect((await cpe.post()).rpc).toBeUndefined();
  cpe.close();
  expect(message.id).toBe(id);
  return message;
}

conformance(
  [38],
  'a TransferComplete before the empty POST is acknowledged at once, and commands wait for that POST',
  async () => {
    const { cpe, id, commandKey } = await downloadingCpe('REQ_38');
    const other = await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
    cpe.events = [['7 TRANSFER COMPLETE'], ['M Download', commandKey]];
    await openSession(cpe);
    const { status, message } = await cpe.request(transferComplete(commandKey));
    expect([status, message.method]).toEqual([200, 'TransferCompleteResponse']);
    const { rpc } = await cpe.post();
    expect(rpc?.texts('string')).toEqual([VERSION]);
    expect(rpc && (await cpe.answer(rpc, cpe.execute(rpc))).rpc).toBeUndefined();
    expect((await api.finished(id)).state).toBe('completed');
    expect((await api.finished(other.id)).state).toBe('completed');
  },
);

conformance([39], 'two TransferCompletes of one session are acknowledged in their order', async () => {
  const cpe = await knownCpe('REQ_39');
  cpe.events = [['7 TRANSFER COMPLETE'], ['M Download', 'first'], ['M Upload', 'second']];
  await openSession(cpe);
  for (const key of ['first', 'second']) {
    const { message } = await cpe.request(transferComplete(key), `id-of-${key}`);
    expect([message.method, message.id]).toEqual(['TransferCompleteResponse', `id-of-${key}`]);
  }
  expect((await cpe.post()).rpc).toBeUndefined();
  const events = await eventsOf(cpe, 'transfer.completed', 2);
  expect(events.map(({ data }) => data.commandKey)).toEqual(['first', 'second']);
});

conformance([40], 'a TransferComplete that belongs to no command is acknowledged and kept', async () => {
  const cpe = await knownCpe('REQ_40');
  const answer = await ask(cpe, transferComplete('nobody-knows'));
  expect(answer.method).toBe('TransferCompleteResponse');
  const [event] = await eventsOf(cpe, 'transfer.completed', 1);
  expect(event?.data).toMatchObject({ commandKey: 'nobody-knows', fault: { faultCode: 0 } });
});

conformance([41], 'a TransferComplete that comes again is acknowledged and changes nothing', async () => {
  const { cpe, id, commandKey } = await downloadingCpe('REQ_41');
  cpe.finishTransfer(commandKey);
  await runSession(cpe);
  const before = await api.finished(id);
  expect(before.state).toBe('completed');
  for (const again of [transferComplete(commandKey), transferComplete(commandKey, 9010, 'Transfer failure')]) {
    expect((await ask(cpe, again)).method).toBe('TransferCompleteResponse');
  }
  await eventsOf(cpe, 'transfer.completed', 3);
  expect(await api.command(id)).toEqual(before);
  expect(cpe.executions('Download')).toBe(1);
});

conformance([42], 'a transfer that ends with a fault fails its command with that fault', async () => {
  const { cpe, id, commandKey } = await downloadingCpe('REQ_42');
  cpe.finishTransfer(commandKey, 9018, 'File corrupted');
  await runSession(cpe);
  expect(await api.finished(id)).toMatchObject({
    state: 'failed',
    outcome: { reason: 'transfer_failed', fault: { faultCode: 9018, faultString: 'File corrupted' } },
  });
  expect(methodsIn(await runSession(cpe))).toEqual([]);
});

conformance([43], 'an autonomous transfer is acknowledged and kept', async () => {
  const cpe = await knownCpe('REQ_43');
  const answer = await ask(cpe, autonomousTransferComplete('http://files.example.net/a?b=1&c=2'));
  expect(answer.method).toBe('AutonomousTransferCompleteResponse');
  const [event] = await eventsOf(cpe, 'transfer.completed', 1);
  expect(event?.data).toMatchObject({ autonomous: { transferUrl: 'http://files.example.net/a?b=1&c=2' } });
  expect(event?.data).not.toHaveProperty('commandKey');
});

const UUIDS = ['11111111-2222-3333-4444-555555555555', '66666666-7777-8888-9999-000000000000'] as const;

conformance([44], 'each operation of a ChangeDUState gets the result the CPE reported for it', async () => {
  const cpe = await knownCpe('REQ_44');
  const operations = UUIDS.map((uuid) => ({ operation: 'uninstall', uuid }));
  const { id, commandKey } = await api.queue(cpe.deviceId, {
    kind: 'rpc',
    request: { method: 'ChangeDUState', operations },
  });
  expect(methodsIn(await runSession(cpe))).toEqual(['ChangeDUState']);
  expect((await api.command(id)).awaiting?.what).toBe('duStateChange');
  cpe.events = [['11 DU STATE CHANGE COMPLETE'], ['M ChangeDUState', commandKey]];
  const [done, failed] = UUIDS;
  const results = [
    { uuid: done, state: 'Uninstalled' },
    { uuid: failed, state: 'Failed', faultCode: 9028 },
  ] as const;
  const answer = await ask(cpe, duStateChangeComplete(commandKey, results));
  expect(answer.method).toBe('DUStateChangeCompleteResponse');
  expect(await api.finished(id)).toMatchObject({
    state: 'completed',
    outcome: {
      result: {
        response: {
          results: [
            { uuid: done, currentState: 'Uninstalled', fault: { faultCode: 0 } },
            { uuid: failed, currentState: 'Failed', fault: { faultCode: 9028 } },
          ],
        },
      },
    },
  });
});

conformance([45], 'a software module that changed by itself is acknowledged and kept', async () => {
  const cpe = await knownCpe('REQ_45');
  const answer = await ask(cpe, autonomousDuStateChangeComplete({ uuid: UUIDS[0], state: 'Installed' }));
  expect(answer.method).toBe('AutonomousDUStateChangeCompleteResponse');
  const [event] = await eventsOf(cpe, 'du.changed', 1);
  expect(event?.data.results).toMatchObject([{ uuid: UUIDS[0], currentState: 'Installed' }]);
});

conformance([46], 'a RequestDownload without arguments is acknowledged and kept', async () => {
  const cpe = await knownCpe('REQ_46');
  expect((await ask(cpe, REQUEST_DOWNLOAD)).method).toBe('RequestDownloadResponse');
  const [event] = await eventsOf(cpe, 'download.requested', 1);
  expect(event?.data).toMatchObject({ fileType: '1 Firmware Upgrade Image', args: [] });
});

conformance([47], 'a Kicked leads to an allowed URL only', async () => {
  const cpe = await knownCpe('REQ_47');
  const byNext = {
    'https://portal.example.net/start': 'https://portal.example.net/start',
    'https://help.example.net/wifi?from=cpe': 'https://help.example.net/wifi?from=cpe',
    'https://evil.example.com/': 'https://portal.example.net/start',
    'https://portal.example.net/start.evil.example.com/': 'https://portal.example.net/start',
    'https://help.example.net.evil.example.com/': 'https://portal.example.net/start',
    'https://help.example.net@evil.example.com/': 'https://portal.example.net/start',
    'javascript:alert(1)': 'https://portal.example.net/start',
    '': 'https://portal.example.net/start',
  };
  for (const [next, led] of Object.entries(byNext)) {
    const answer = await ask(cpe, kicked(next));
    expect([next, answer.method, answer.text('NextURL')]).toEqual([next, 'KickedResponse', led]);
  }
});

conformance([48], 'a CPE is told every method it may call', async () => {
  const cpe = await knownCpe('REQ_48');
  const answer = await ask(cpe, '<cwmp:GetRPCMethods></cwmp:GetRPCMethods>');
  expect(answer.method).toBe('GetRPCMethodsResponse');
  expect([...answer.texts('string')].sort()).toEqual([
    'AutonomousDUStateChangeComplete',
    'AutonomousTransferComplete',
    'DUStateChangeComplete',
    'GetRPCMethods',
    'Inform',
    'Kicked',
    'RequestDownload',
    'TransferComplete',
  ]);
  expect(answer.xml).toContain('arrayType="xsd:string[8]"');
});

conformance([49], 'an unknown request is refused with 8000, and the session goes on', async () => {
  const cpe = await knownCpe('REQ_49');
  await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  await openSession(cpe);
  const { status, message } = await cpe.request('<cwmp:Foo><Bar>1</Bar></cwmp:Foo>', 'foo 1');
  expect([status, message.method, message.id, message.faultCode]).toEqual([200, 'Fault', 'foo 1', '8000']);
  expect(message.text('faultcode')).toMatch(/^(?:[\w-]+:)?Server$/);
  const { rpc } = await cpe.post();
  expect(rpc?.texts('string')).toEqual([VERSION]);
  expect(rpc && (await cpe.answer(rpc, cpe.execute(rpc))).rpc).toBeUndefined();
});
