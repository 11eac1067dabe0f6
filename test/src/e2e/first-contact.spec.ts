import { Cpe, type ModelName, runSession } from '#libs/testing/cpe';
import { acsForTests } from '../harness/acs-for-tests.ts';

const { acs, api } = acsForTests();

/** Runs sessions until the ACS has nothing more to ask; returns how many RPCs the last one had. */
async function session(cpe: Cpe, options: Parameters<typeof runSession>[1] = {}) {
  const log = await runSession(cpe, { url: acs().cwmpUrl, ...options });
  expect(log.violations).toEqual([]);
  return log;
}

async function deviceOf(cpe: Cpe) {
  const devices = await api.devices();
  const device = devices.find(({ identity }) => identity.serialNumber === cpe.identity.serialNumber);
  if (device === undefined) throw new Error(`the ACS does not know ${cpe.identity.serialNumber}`);
  return device;
}

function newCpe(serialNumber: string, model: ModelName = 'tr181'): Cpe {
  return new Cpe({ model, identity: { serialNumber } });
}

describe.each([
  ['tr098', 'tr098', 'InternetGatewayDevice.'],
  ['tr181', 'tr181', 'Device.'],
  ['device1', 'device1', 'Device.'],
] as const)('first contact of a %s device', (model, kind, root) => {
  test('it is registered, and its whole tree is known after the first session', async () => {
    const cpe = newCpe(`FIRST-${model}`, model);
    const log = await session(cpe);
    expect(log.outcome).toBe('completed');

    const device = await deviceOf(cpe);
    expect(device.dataModel).toEqual({ kind, root });
    expect(device.methods).toContain('GetParameterValues');
    expect(device.discovery.state).toBe('complete');

    const parameters = await api.parameters(device.id, root);
    const leaves = cpe.tree.names('', false);
    if (!leaves.ok) throw new Error('the simulated tree has no names');
    expect(parameters.map(({ path }) => path).sort()).toEqual(leaves.value.map(({ name }) => name).sort());
    const version = parameters.find(({ path }) => path === `${root}DeviceInfo.SoftwareVersion`);
    expect(version).toMatchObject({
      value: cpe.tree.value(`${root}DeviceInfo.SoftwareVersion`),
      type: 'string',
      writable: false,
    });
  });

  test('the next periodic session is settled: no RPC, no waiting', async () => {
    const cpe = newCpe(`SETTLED-${model}`, model);
    await session(cpe);
    cpe.periodic();
    await session(cpe);
    cpe.periodic();
    const log = await session(cpe);
    expect(log.exchanges.map(({ status }) => status)).toEqual([200, 204]);
    const metrics = await (await fetch(`${acs().httpUrl}/metrics`)).text();
    expect(metrics).toMatch(/muster_informs_total\{[^}]*settled="true"[^}]*\} [1-9]/);
  });
});

test('a value is set with the type the device reported, and read back', async () => {
  const cpe = newCpe('SET1');
  await session(cpe);
  const { id } = await deviceOf(cpe);
  const path = 'Device.ManagementServer.PeriodicInformInterval';
  const queued = await api.queue(id, { kind: 'set', values: [{ name: path, value: '4711' }] });
  expect(queued.state).toBe('queued');

  cpe.periodic();
  const log = await session(cpe);
  const request = log.rpcs.find(({ method }) => method === 'SetParameterValues');
  expect(request).toMatchObject({ parameterList: [{ name: path, value: '4711', type: 'unsignedInt' }] });

  const command = await api.finished(queued.id);
  expect(command).toMatchObject({
    state: 'completed',
    outcome: { result: { status: 0, values: [{ name: path, value: '4711', type: 'unsignedInt' }] } },
  });
  expect(cpe.tree.value(path)).toBe('4711');
  expect(await api.parameters(id, path)).toMatchObject([{ path, value: '4711' }]);
});

test('a reboot is the last request of its session, and done when the device says that it booted', async () => {
  const cpe = newCpe('REBOOT1');
  await session(cpe);
  const { id } = await deviceOf(cpe);
  const reboot = await api.queue(id, { kind: 'reboot' });
  const after = await api.queue(id, { kind: 'get', paths: ['Device.DeviceInfo.'] });

  cpe.periodic();
  const first = await session(cpe);
  expect(first.rpcs.map(({ method }) => method)).toEqual(['Reboot']);
  expect((await api.command(reboot.id)).state).toBe('sent');

  const second = await session(cpe);
  expect(second.events).toContainEqual({ eventCode: 'M Reboot', commandKey: reboot.commandKey });
  expect(second.rpcs.map(({ method }) => method)).toEqual(['GetParameterValues']);
  expect((await api.finished(reboot.id)).state).toBe('completed');
  expect((await api.finished(after.id)).state).toBe('completed');
});

test('a device that answers 9005 to half of its tree is known by the other half', async () => {
  const cpe = newCpe('HALF1');
  const broken = 'Device.WiFi.';
  cpe.faults.add({ method: 'GetParameterValues', faultCode: 9005, subtree: broken });
  const log = await session(cpe);
  expect(log.outcome).toBe('completed');

  const device = await deviceOf(cpe);
  expect(device.discovery.state).toBe('partial');
  expect(device.discovery.unreadable).toBeGreaterThan(0);
  const parameters = (await api.parameters(device.id, 'Device.')).filter(({ path }) => !path.endsWith('.'));
  const unread = parameters.filter(({ value, path }) => value === undefined && !/Pass|Secret|PIN|Key/i.test(path));
  expect(unread.every(({ path }) => path.startsWith(broken))).toBe(true);
  expect(parameters.filter(({ value }) => value !== undefined).length).toBeGreaterThan(100);
  // The refused half must not cost a request per parameter.
  expect(log.rpcs.length).toBeLessThan(60);
});

test('a device that vanishes in mid-session is finished in its next session', async () => {
  const cpe = newCpe('VANISH1');
  const first = await session(cpe, { answer: (_request, turn) => (turn === 2 ? 'vanish' : undefined) });
  expect(first.outcome).toBe('abandoned');
  expect((await deviceOf(cpe)).discovery.state).toBe('running');

  cpe.periodic();
  const second = await session(cpe);
  expect(second.outcome).toBe('completed');
  expect((await deviceOf(cpe)).discovery.state).toBe('complete');
});

test('a device that takes one path at a time is read in smaller batches, and so is the next of its model', async () => {
  const identity = { manufacturer: 'Smallmem', oui: '00AA11', productClass: 'Tiny' };
  const faults = { method: 'GetParameterValues', faultCode: 9004, moreThan: 1 } as const;
  const one = new Cpe({ model: 'tr181', identity: { ...identity, serialNumber: 'TINY1' } });
  one.faults.add(faults);
  await session(one);
  expect((await deviceOf(one)).discovery.state).toBe('complete');

  const two = new Cpe({ model: 'tr181', identity: { ...identity, serialNumber: 'TINY2' } });
  two.faults.add(faults);
  await session(two);
  expect((await deviceOf(two)).discovery.state).toBe('complete');
  const refusals = (cpe: Cpe) => cpe.ledger.rpcs.filter(({ faultCode }) => faultCode === 9004).length;
  expect(refusals(two)).toBeLessThan(refusals(one));
});

test('new software is a new tree: it is discovered again', async () => {
  const cpe = newCpe('UPGRADE1');
  await session(cpe);
  const { id } = await deviceOf(cpe);
  const download = await api.queue(id, {
    kind: 'download',
    fileType: '1 Firmware Upgrade Image',
    url: 'http://127.0.0.1:9/image-9.9.9.bin',
  });
  cpe.periodic();
  await session(cpe);
  while (cpe.wantsSession()) await session(cpe);

  expect((await api.finished(download.id)).state).toBe('completed');
  const events = await api.events(id);
  const types = events.map(({ type }) => type);
  expect(types).toContain('version.changed');
  expect(types.filter((type) => type === 'discovery.completed')).toHaveLength(2);
});
