import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const PROVISIONING_CODE = 'Device.DeviceInfo.ProvisioningCode';

const { api, knownCpe } = acsForTests();

conformance([74], 'a reboot is the last request of its session and completed by the boot', async () => {
  const cpe = await knownCpe('BOOT_74');
  const reboot = await api.queue(cpe.deviceId, { kind: 'reboot' });
  const behind = await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  const rpcs = await runSession(cpe);
  expect(methodsIn(rpcs)).toEqual(['Reboot']);
  expect(rpcs[0]?.request.text('CommandKey')).toBe(reboot.commandKey);
  expect((await api.command(reboot.id)).state).toBe('sent');
  expect(cpe.events).toEqual([['1 BOOT'], ['M Reboot', reboot.commandKey]]);
  expect(methodsIn(await runSession(cpe))).toEqual(['GetParameterValues']);
  expect(await api.finished(reboot.id)).toMatchObject({ state: 'completed', outcome: { status: 'completed' } });
  expect((await api.finished(behind.id)).state).toBe('completed');
  expect(methodsIn(await runSession(cpe))).toEqual([]);
});

conformance([74], 'a periodic Inform in between does not complete the reboot', async () => {
  const cpe = await knownCpe('BOOT_74B');
  const reboot = await api.queue(cpe.deviceId, { kind: 'reboot' });
  await runSession(cpe);
  cpe.events = [];
  expect(methodsIn(await runSession(cpe))).toEqual([]);
  expect((await api.command(reboot.id)).state).toBe('sent');
  cpe.events = [['1 BOOT'], ['M Reboot', reboot.commandKey]];
  await runSession(cpe);
  expect((await api.finished(reboot.id)).state).toBe('completed');
});

conformance([75], 'after a factory reset the device is discovered anew and gets its attributes back', async () => {
  const cpe = await knownCpe('BOOT_75');
  const attributes = [
    { name: VERSION, notificationChange: true, notification: 2, accessListChange: false, accessList: [] },
  ];
  await api.queue(cpe.deviceId, { kind: 'setAttributes', attributes });
  await runSession(cpe);
  expect(cpe.notifications.get(VERSION)).toBe(2);
  const reset = await api.queue(cpe.deviceId, { kind: 'factoryReset' });
  expect(methodsIn(await runSession(cpe))).toEqual(['FactoryReset']);
  expect(cpe.notifications.size).toBe(0);
  cpe.tree.leaves.delete('Device.Time.Offset');
  cpe.tree.put('Device.X_ACME.New', '1');

  const methods = methodsIn(await runSession(cpe));
  expect(methods).toEqual(
    expect.arrayContaining(['GetRPCMethods', 'GetParameterNames', 'GetParameterValues', 'SetParameterAttributes']),
  );
  expect(methods).not.toContain('FactoryReset');
  expect((await api.finished(reset.id)).state).toBe('completed');
  expect(cpe.notifications.get(VERSION)).toBe(2);
  expect((await api.device(cpe.deviceId)).discovery.state).toBe('complete');
  expect(await api.value(cpe.deviceId, 'Device.X_ACME.New')).toBe('1');
  expect(await api.value(cpe.deviceId, 'Device.Time.Offset')).toBeUndefined();
});

conformance([76], 'several events of one Inform have their effects once each', async () => {
  const cpe = await knownCpe('BOOT_76');
  const leaf = cpe.tree.leaves.get(PROVISIONING_CODE);
  if (leaf) leaf.value = 'changed-by-hand';
  cpe.events = [['0 BOOTSTRAP'], ['1 BOOT'], ['2 PERIODIC'], ['4 VALUE CHANGE']];
  const before = (await api.events(cpe.deviceId)).length;
  const methods = methodsIn(await runSession(cpe));
  expect(methods.filter((method) => method === 'GetRPCMethods')).toHaveLength(1);
  const types = await eventually('the session is in the history', async () => {
    const events = (await api.events(cpe.deviceId)).slice(before).map(({ type }) => type);
    return events.includes('session.ended') && events.includes('discovery.completed') && events;
  });
  const counted = (type: string) => types.filter((one) => one === type).length;
  expect({
    informed: counted('device.informed'),
    bootstrapped: counted('device.bootstrapped'),
    booted: counted('device.booted'),
    changed: counted('values.changed'),
    discovered: counted('discovery.completed'),
    registered: counted('device.registered'),
  }).toEqual({ informed: 1, bootstrapped: 1, booted: 1, changed: 1, discovered: 1, registered: 0 });
  expect(await api.value(cpe.deviceId, PROVISIONING_CODE)).toBe('changed-by-hand');
  expect((await api.commands(cpe.deviceId)).map(({ spec, state }) => [spec.kind, state])).toEqual([
    ['discover', 'completed'],
    ['discover', 'completed'],
  ]);
});

conformance([77], 'ScheduleInform needs a delay, and is completed by the Inform it asked for', async () => {
  const cpe = await knownCpe('BOOT_77');
  for (const refused of [
    { kind: 'scheduleInform', delaySeconds: 0 },
    { kind: 'rpc', request: { method: 'ScheduleInform', delaySeconds: 0 } },
  ]) {
    await expect(api.queue(cpe.deviceId, refused)).rejects.toThrow(/422.*delaySeconds/);
  }
  const { id, commandKey } = await api.queue(cpe.deviceId, { kind: 'scheduleInform', delaySeconds: 60 });
  const rpcs = await runSession(cpe);
  expect(methodsIn(rpcs)).toEqual(['ScheduleInform']);
  expect(rpcs[0]?.request.text('DelaySeconds')).toBe('60');
  expect(rpcs[0]?.request.text('CommandKey')).toBe(commandKey);
  cpe.events = [['3 SCHEDULED'], ['M ScheduleInform', 'of-somebody-else']];
  await runSession(cpe);
  expect((await api.command(id)).state).toBe('sent');
  cpe.events = [['3 SCHEDULED'], ['M ScheduleInform', commandKey]];
  await runSession(cpe);
  expect((await api.finished(id)).state).toBe('completed');
});
