import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Cpe, runSession } from '#libs/testing/cpe';
import { BusTap } from '../e2e/bus-tap.ts';
import { holdIdle } from '../harness/hold-idle.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { conformance } from './conformance.ts';

/** One session may be opened at a time. */
const SMALL = { MUSTER_GATEWAY_MAX_OPENING: '1' };

let acs: Acs;
let cpes: ScriptedCpe[];
beforeEach(async () => {
  acs = await startAcs(SMALL);
  cpes = [];
});
afterEach(async () => {
  for (const cpe of cpes) cpe.close();
  await acs.stop();
});

function cpe(serialNumber: string): ScriptedCpe {
  const made = new ScriptedCpe(() => acs.cwmpUrl, serialNumber);
  cpes.push(made);
  return made;
}

conformance(
  [86],
  'of very many at once some are told when to come back, and no acknowledged Inform is lost',
  async () => {
    const tap = new BusTap(acs.app.adapters.eventBus);
    const all = Array.from({ length: 2_000 }, (_, n) => cpe(`hard86_${n}`));
    const answers = await Promise.all(all.map((one) => one.inform({ events: ['0 BOOTSTRAP', '1 BOOT'] })));
    const served = all.filter((_, n) => answers[n]?.status === 200).map(({ deviceId }) => deviceId);
    const turnedAway = answers.filter(({ status }) => status === 503);
    expect(served.length + turnedAway.length).toBe(all.length);
    expect([served.length > 0, turnedAway.length > 0]).toEqual([true, true]);
    expect(turnedAway.filter(({ headers }) => !(Number(headers['retry-after']) > 0))).toEqual([]);
    for (const deviceId of served)
      await tap.seen(deviceId, (event) => event.type === 'device.informed' && event.deviceId === deviceId);
    await tap.close();
  },
);

conformance([87], 'a CPE that another server sent here with 307 is served, with the same Inform', async () => {
  const elsewhere = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(307, { Location: acs.cwmpUrl, 'Content-Length': 0 }).end());
  });
  elsewhere.listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const { port } = elsewhere.address() as AddressInfo;
  const { outcome, exchanges } = await runSession(new Cpe(), { url: `http://127.0.0.1:${port}/` });
  elsewhere.close();
  expect([outcome, exchanges.slice(0, 2).map(({ status }) => status)]).toEqual(['completed', [307, 200]]);
});

conformance([108], 'ten thousand connections that were answered and say nothing keep nobody out', async () => {
  const idle = await holdIdle(acs.cwmpPort, 10_000);
  const { status } = await cpe('hard108').inform();
  await idle.release();
  expect([idle.held, status]).toEqual([10_000, 200]);
});
