import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { freePort } from '../harness/free-port.ts';
import { fileRequest } from '../harness/scripted-cpe/file-client.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';

const { api, knownCpe } = acsForTests({
  MUSTER_FIRMWARE_PORT: String(await freePort()),
  MUSTER_FIRMWARE_ROLLOUT_LOOK_MS: '100',
});

describe.each([
  ['with its defence', false],
  ['without', true],
])('a device is sent back to an image with known holes (17): %s', (_, allowDowngrade) => {
  test('a rollout brings it the older one', async () => {
    const cpe = await knownCpe(allowDowngrade ? 'OLD_ALLOWED' : 'OLD');
    const { id: image } = await api.addImage(Buffer.from(`old ${allowDowngrade}`), { name: 'Router', version: '0.1' });
    const document = {
      image,
      target: { filter: { id: cpe.deviceId }, mode: 'frozen' },
      waves: [{ size: { percent: 100 } }],
      permits: { cap: 1 },
      approval: false,
      allowDowngrade,
      deadlineAt: new Date(Date.now() + 24 * 3_600_000).toISOString(),
    };
    const order = { name: cpe.deviceId, document, author: 'anna' };
    const { id } = await api.request<{ readonly id: string }>('POST', '/rollouts', order);
    for (const act of ['submit', 'start']) await api.request('POST', `/rollouts/${id}/${act}`, { by: 'anna' });
    await eventually('its wave runs or ran', async () => {
      const shown = await api.request<{ readonly rollout: { readonly waves: readonly { readonly state: string }[] } }>(
        'GET',
        `/rollouts/${id}`,
      );
      return shown.rollout.waves.some(({ state }) => state !== 'pending');
    });
    expect(methodsIn(await runSession(cpe))).toEqual(allowDowngrade ? ['Download'] : []);
  });
});

describe.each([
  ['with its defence', 'quarantine', [410, 422]],
  ['without', undefined, [200, 202]],
] as const)('an image is known to be bad (17): %s', (_, act, expected) => {
  test('whoever has its URL fetches it, and it is sent to others', async () => {
    const cpe = await knownCpe(`BAD_${act}`);
    const { id } = await api.addImage(Buffer.from(`bad ${act}`), { name: 'Router', version: '9' });
    await api.queue(cpe.deviceId, { kind: 'download', image: id });
    const url = (await runSession(cpe))[0]?.request.text('URL') ?? '';
    if (act !== undefined) await api.request('POST', `/images/${id}/${act}`, { reason: 'it has a hole' });
    const isSo = async () => (await fileRequest(url, 'GET')).status === expected[0];
    await eventually('its state is known to the file server', isSo);
    const other = await knownCpe(`OTHER_${act}`);
    const queued = api.queue(other.deviceId, { kind: 'download', image: id }).then(
      () => 202,
      (error: Error) => Number(/\b(4\d\d)\b/.exec(error.message)?.[1]),
    );
    expect(await queued).toBe(expected[1]);
  });
});

test('a TransferComplete that was overheard ends nothing a second time (28)', async () => {
  const cpe = await knownCpe('REPLAYED');
  const { id } = await api.addImage(Buffer.from('once'), { name: 'Router', version: '9' });
  const queue = () => api.queue(cpe.deviceId, { kind: 'download', image: id });
  const first = await queue();
  const key = (await runSession(cpe))[0]?.request.text('CommandKey') ?? '';
  cpe.finishTransfer(key, 9010, 'Download failure');
  await runSession(cpe);
  expect((await api.finished(first.id)).state).toBe('failed');
  const second = await queue();
  expect(methodsIn(await runSession(cpe))).toEqual(['Download']);
  cpe.transfers.push(key);
  cpe.finishTransfer(key);
  await runSession(cpe);
  expect([(await api.command(first.id)).state, (await api.command(second.id)).state]).toEqual(['failed', 'sent']);
});
