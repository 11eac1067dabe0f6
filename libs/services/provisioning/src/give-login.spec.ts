import { EVENT, type ParameterValue } from '#libs/cwmp';
import { deviceIdOf, type InformLogin } from '#libs/domain';
import { openLogin, Vault } from '#libs/platform';
import { IDENTITY, PlayedGateway } from './testing/played-gateway.ts';
import { SmallCpe } from './testing/small-cpe.ts';

const [USERNAME, PASSWORD] = ['Device.ManagementServer.Username', 'Device.ManagementServer.Password'];
const PARAMETERS: ParameterValue[] = [{ name: 'Device.DeviceInfo.SoftwareVersion', value: '1.0', type: 'string' }];
const TREE = { 'Device.DeviceInfo.SoftwareVersion': '1.0', [USERNAME]: 'factory', [PASSWORD]: 'of all' };
const SHARED: InformLogin = { proof: 'shared', confined: true };
const deviceId = deviceIdOf(IDENTITY);
const vault = new Vault([{ id: 'k1', key: Buffer.alloc(32, 7) }]);

let gateway: PlayedGateway;
let cpe: SmallCpe;

/** Each event is handled twice, as after a crash. */
beforeEach(async () => {
  gateway = await PlayedGateway.open({ twice: true });
  cpe = new SmallCpe(TREE);
});
afterEach(() => gateway.close());

const access = async () => (deviceId === undefined ? undefined : gateway.adapters.accessStore.get(deviceId));
const visit = (login: InformLogin, code: string = EVENT.periodic) =>
  gateway.visit(cpe, { events: [code], parameters: PARAMETERS, login });
const changes = () =>
  gateway.events.flatMap(({ type, data }) => (type === 'security.access.changed' ? [data.change] : []));

test('who proved a shared login is sent a login of its own, that it calls again, and nothing else', async () => {
  await visit(SHARED, EVENT.bootstrap);
  const kept = await access();
  const next = kept?.next && deviceId && openLogin(vault, deviceId, kept.next);
  expect(next).toEqual({ username: deviceId, password: expect.stringMatching(/^[\w-]{24}$/) });
  const [set, ...rest] = cpe.executed;
  expect(set).toMatchObject({
    method: 'SetParameterValues',
    parameterList: [
      { name: USERNAME, value: next?.username },
      { name: PASSWORD, value: next?.password },
    ],
  });
  expect(rest.map(({ method }) => method)).toEqual(['GetParameterValues', 'ScheduleInform']);
  expect(changes()).toEqual(['login_prepared']);
});

test('what it was given is the same until it was seen; then it is what the device has', async () => {
  await visit(SHARED, EVENT.bootstrap);
  const first = (await access())?.next;
  await visit(SHARED);
  expect((await access())?.next).toEqual(first);
  await visit({ proof: 'next' });
  expect(await access()).toMatchObject({ current: first });
  expect(await access()).not.toHaveProperty('next');
  expect(changes()).toEqual(['login_prepared', 'login_taken']);
});

test('with a login of its own it is learnt like any other device', async () => {
  await visit(SHARED, EVENT.bootstrap);
  cpe.executed.length = 0;
  await visit({ proof: 'next' });
  expect(cpe.executed.map(({ method }) => method)).toContain('GetParameterNames');
});
