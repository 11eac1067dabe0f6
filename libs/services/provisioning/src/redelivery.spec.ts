import { EVENT, type ParameterValue } from '#libs/cwmp';
import { dying, Fuse } from './testing/dying-gateway.ts';
import { ID, PlayedGateway, type PlayOptions } from './testing/played-gateway.ts';
import { SmallCpe } from './testing/small-cpe.ts';

const SSID = 'Device.WiFi.SSID.1.SSID';
const VERSION = 'Device.DeviceInfo.SoftwareVersion';

function parameters(version: string, ssid?: string): ParameterValue[] {
  const values = { [VERSION]: version, ...(ssid === undefined ? {} : { [SSID]: ssid }) };
  return Object.entries(values).map(([name, value]) => ({ name, value, type: 'string' }));
}

/** A life of a device with everything in it. */
async function live(gateway: PlayedGateway): Promise<void> {
  const cpe = new SmallCpe({ [VERSION]: '1.0', [SSID]: 'home' });
  const first = { events: [EVENT.bootstrap, EVENT.boot], parameters: parameters('1.0') };
  const periodic = { events: [EVENT.periodic], parameters: parameters('1.0') };
  await gateway.visit(cpe, first);
  const attribute = { name: SSID, notificationChange: true, notification: 2, accessListChange: false, accessList: [] };
  await gateway.queue({ kind: 'setAttributes', attributes: [attribute] });
  await gateway.queue({ kind: 'set', values: [{ name: SSID, value: 'mine' }] });
  const broken = await gateway.inform(periodic);
  await broken.next();
  await broken.end('timeout');
  await gateway.visit(cpe, { events: [EVENT.valueChange], parameters: parameters('1.0', 'theirs') });
  const download = await gateway.queue({ kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://a/' });
  await gateway.queue({ kind: 'get', paths: ['Device.None'] });
  await gateway.visit(cpe, periodic);
  cpe.values.set(VERSION, { name: VERSION, value: '2.0', type: 'string' });
  const upgraded = await gateway.inform({
    events: [EVENT.boot, EVENT.transferComplete],
    parameters: parameters('2.0'),
  });
  await upgraded.transferComplete(download.commandKey);
  await upgraded.serve(cpe);
  await upgraded.end('done');
  const reboot = await gateway.queue({ kind: 'reboot' });
  const died = await gateway.inform({ ...periodic, parameters: parameters('2.0') });
  await died.next();
  const booted = [EVENT.boot, { eventCode: EVENT.mReboot, commandKey: reboot.commandKey }];
  await gateway.visit(cpe, { events: booted, parameters: parameters('2.0') });
  await gateway.visit(cpe, { events: [EVENT.bootstrap, EVENT.boot], parameters: parameters('2.0') });
}

/** All that is known in the end, but for counts of how often it was written. */
async function endState({ adapters, ...gateway }: PlayedGateway, commands: readonly object[], device: object) {
  const reported = await adapters.reportedStore.read(ID, { path: '', limit: 1_000 });
  // An RPC of a command that was put back twice has another number, and is the same RPC.
  const ids = [...new Set(gateway.events.map(({ id }) => id))]
    .map((id) => id.replace(/(:(?:sent|answered):\w+):\d+/, '$1'))
    .sort();
  const withoutWrites = (document: object) => ({ ...document, revision: undefined, rpcs: undefined });
  const { lastInform, ...rest } = device as { lastInform: object };
  return {
    device: { ...withoutWrites(rest), lastInform: { ...lastInform, position: undefined } },
    commands: commands.map(withoutWrites),
    reported,
    ids,
  };
}

async function play(options: PlayOptions) {
  const gateway = await PlayedGateway.open(options);
  try {
    await live(gateway);
    const state = await endState(gateway, await gateway.commands(), await gateway.device());
    const settled = (await gateway.inform({ parameters: parameters('2.0') })).isSettled;
    return { ...state, settled };
  } finally {
    await gateway.close();
  }
}

test('every event delivered twice: the same end, and no event that would not be there', async () => {
  const once = await play({});
  expect(once.settled).toBe(true);
  expect(await play({ twice: true })).toEqual(once);
});

test('whatever write of an event is the last before the process dies: the redelivery makes it good', async () => {
  const once = await play({});
  for (const survived of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    const fuse = new Fuse();
    const died = await playDying(fuse, survived);
    expect({ survived, ...died }).toEqual({ survived, ...once });
  }
});

const TABLE = 'Device.NAT.PortMapping.';

/** What is declared is carried out, partly ignored, and declared anew. */
async function declareTo(gateway: PlayedGateway): Promise<object> {
  const cpe = new SmallCpe({ [VERSION]: '1.0', [SSID]: 'factory', 'Device.X.Y': '1' }, undefined, {
    [TABLE]: { ExternalPort: '0', Enable: '0' },
  });
  cpe.ignores.add('Device.X.Y');
  const rows = { web: { ExternalPort: '443', Enable: '1' } };
  const declared = [
    { path: SSID, value: 'home' },
    { path: 'Device.X.Y', value: '2' },
    { table: TABLE, rows, keys: ['ExternalPort'] },
  ];
  await gateway.publishProfile('residential', { entries: declared });
  await gateway.visit(cpe, { events: [EVENT.bootstrap, EVENT.boot], parameters: parameters('1.0') });
  await gateway.publishProfile('residential', {
    entries: [...declared.slice(0, 2), { table: TABLE, rows: {}, keys: ['ExternalPort'] }],
  });
  const broken = await gateway.inform({ events: [EVENT.periodic], parameters: parameters('1.0') });
  await broken.next();
  await broken.end('timeout');
  await gateway.visit(cpe, { events: [EVENT.periodic], parameters: parameters('1.0') });
  const { troubles, rows: bound, budget, conditions, differing } = await gateway.sync();
  const open = (await gateway.commands()).filter(({ state }) => state === 'queued' || state === 'sent');
  const settled = (await gateway.inform({ parameters: parameters('1.0') })).isSettled;
  const times = Object.values(troubles).map(({ at, kind }) => [kind, at.length]);
  const held = conditions.map(({ type }) => type);
  const methods = cpe.executed.map(({ method }) => method);
  return {
    times,
    bound,
    budget,
    held,
    differing,
    open,
    settled,
    methods,
    rows: cpe.rows(TABLE),
    ssid: cpe.values.get(SSID),
  };
}

test('whatever write is the last: what is declared is carried out as by a process that lives', async () => {
  const alone = await PlayedGateway.open();
  const once = await declareTo(alone);
  await alone.close();
  expect(once).toMatchObject({ held: ['Drifted'], open: [], settled: true, rows: [], times: [['ignored', 1]] });
  for (const survived of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const gateway = await dying(new Fuse(), survived);
    expect({ survived, ...(await declareTo(gateway)) }).toEqual({ survived, ...once });
    await gateway.close();
  }
});

async function playDying(fuse: Fuse, survived: number) {
  const gateway = await dying(fuse, survived);
  try {
    await live(gateway);
    const state = await endState(gateway, await gateway.commands(), await gateway.device());
    const settled = (await gateway.inform({ parameters: parameters('2.0') })).isSettled;
    return { ...state, settled };
  } finally {
    await gateway.close();
  }
}
