import type { EmbeddedAdapters } from '#libs/adapters/embedded';
import { EVENT, type ParameterValue } from '#libs/cwmp';
import type { DeviceId, DeviceStore } from '#libs/domain';
import { ID, PlayedGateway } from './testing/played-gateway.ts';
import { SmallCpe } from './testing/small-cpe.ts';

const SSID = 'Device.WiFi.SSID.1.SSID';
const TREE = { 'Device.DeviceInfo.SoftwareVersion': '1.0', [SSID]: 'home' };
const PARAMETERS: ParameterValue[] = [{ name: 'Device.DeviceInfo.SoftwareVersion', value: '1.0', type: 'string' }];
const PERIODIC = { events: [EVENT.periodic], parameters: PARAMETERS };
const GET = { kind: 'get', paths: [SSID] } as const;
const SET = { kind: 'set', values: [{ name: SSID, value: 'mine' }] } as const;
const GOT = { method: 'GetParameterValues', parameterNames: [SSID] } as const;

let gateway: PlayedGateway;
let cpe: SmallCpe;
let reads: number;
beforeEach(async () => {
  reads = 0;
  gateway = await PlayedGateway.open({ through: (adapters) => ({ ...adapters, deviceStore: counted(adapters) }) });
  cpe = new SmallCpe(TREE);
  await gateway.visit(cpe, { events: [EVENT.bootstrap, EVENT.boot], parameters: PARAMETERS });
  reads = 0;
});
afterEach(() => gateway.close());

/** Counts how often a device's document is read. */
function counted({ deviceStore }: EmbeddedAdapters): DeviceStore {
  return new Proxy(deviceStore, {
    get(store, name) {
      if (name === 'get') reads++;
      const member: unknown = Reflect.get(store, name, store);
      return typeof member === 'function' ? member.bind(store) : member;
    },
  });
}

/** As the API does it before its event is handled: provisioning is behind. */
async function cancelled(id: string, deviceId: DeviceId): Promise<void> {
  const { commandStore, readyCommands } = gateway.adapters;
  const command = await commandStore.get(id);
  if (command === undefined) throw new Error('There is no such command.');
  await readyCommands.withdraw(deviceId, id);
  await commandStore.save({ ...command, state: 'cancelled', progress: {} });
}

test('a session reads the document of its device once', async () => {
  await gateway.queue(GET);
  await gateway.queue(SET);
  reads = 0;
  const visit = await gateway.inform(PERIODIC);
  await visit.next();
  expect(reads).toBe(1);
  await visit.answer(cpe.answer(GOT));
  // Once more for the command that may have been cancelled since.
  expect(reads).toBe(2);
  await visit.serve(cpe);
  expect(reads).toBe(2);
  expect(await gateway.value(SSID)).toBe('mine');
});

test('a command that was cancelled in mid-session is not handed out, although nobody was told yet', async () => {
  await gateway.queue(GET);
  const second = await gateway.queue(SET);
  const visit = await gateway.inform(PERIODIC);
  await visit.next();
  await cancelled(second.id, second.deviceId);
  await visit.answer(cpe.answer(GOT));
  expect(await visit.next()).toBeUndefined();
  expect((await gateway.command(second)).state).toBe('cancelled');
});

test('what an operator says about a device in mid-session stays, beside what the session found out', async () => {
  const attribute = { name: SSID, notificationChange: true, notification: 2, accessListChange: false, accessList: [] };
  await gateway.queue({ kind: 'setAttributes', attributes: [attribute] });
  const visit = await gateway.inform(PERIODIC);
  await visit.next();
  await gateway.adapters.deviceStore.save({ ...(await gateway.device()), attributes: { site: 'north' } });
  await visit.answer({ kind: 'response', response: { method: 'SetParameterAttributesResponse' } });
  expect(await gateway.device()).toMatchObject({
    attributes: { site: 'north' },
    parameterAttributes: [{ path: SSID, notification: 2 }],
  });
});

test('what others may have done since the partitions moved is read', async () => {
  await gateway.queue(GET);
  const visit = await gateway.inform(PERIODIC);
  await visit.next();
  reads = 0;
  gateway.provision.forgetKnown();
  await visit.answer(cpe.answer(GOT));
  expect(reads).toBe(1);
});

test('a device that was forgotten in mid-session does not come back by an answer', async () => {
  await gateway.queue(GET);
  const visit = await gateway.inform(PERIODIC);
  await visit.next();
  const [command] = await gateway.commands();
  await cancelled(command?.id ?? '', ID);
  await gateway.adapters.deviceStore.remove(ID);
  await visit.answer(cpe.answer(GOT));
  expect(await gateway.adapters.deviceStore.get(ID)).toBeUndefined();
  expect((await gateway.commands()).map(({ state }) => state)).not.toContain('sent');
});
