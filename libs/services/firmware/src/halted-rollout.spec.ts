import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type Image, RevisionConflict, type RolloutPhase, transferKey } from '#libs/domain';
import { anExecution, aRollout, eventually } from '#libs/testing/port-contracts';
import { exchange, open, untilClosed } from './testing/raw-exchange.ts';
import { type RunningFiles, runFiles } from './testing/running-files.ts';

const CONTENT = randomBytes(2_000_000);
let files: RunningFiles;
let image: Image;

beforeAll(async () => {
  files = await runFiles({ MUSTER_FIRMWARE_MAX_RATE: '256KiB', MUSTER_FIRMWARE_MAX_TRANSFERS_PER_DEVICE: '9' });
  image = await files.addImage(CONTENT);
});
afterAll(() => files.stop());

const head = async (path: string) => (await exchange(files.port, [`HEAD ${path} HTTP/1.0`])).status;

/** The device is in a rollout that runs; `enters` takes the rollout into another phase. */
async function inRollout() {
  const { rolloutStore, executionStore } = files.adapters;
  const { document, ...draft } = aRollout({ status: { phase: 'running', since: '', by: 'anna' } });
  const deadlineAt = new Date(Date.now() + 3_600_000).toISOString();
  const { rollout } = await rolloutStore.add({ ...draft, document: { ...document, deadlineAt } });
  const device = { rollout: rollout.id, deviceId: files.device.id };
  await executionStore.enrol([anExecution(device)]);
  const { path } = files.fetchUrl(image, { commandKey: transferKey({ rollout: rollout.id, step: 1, attempt: 1 }) });
  const enters = async (phase: RolloutPhase): Promise<void> => {
    const now = (await rolloutStore.get(rollout.id)) ?? rollout;
    try {
      await rolloutStore.save({ ...now, status: { ...now.status, phase } });
    } catch (error) {
      // Its scheduler is there, too.
      if (error instanceof RevisionConflict) return enters(phase);
      throw error;
    }
  };
  const ends = async () => {
    const execution = await executionStore.find(device.deviceId, device.rollout);
    if (execution) await executionStore.change({ ...execution, state: 'cancelled' });
  };
  return { path, enters, ends };
}

test('what a halted rollout sent can not be fetched, is cut where it is under way, and can be again when it goes on', async () => {
  const { path, enters, ends } = await inRollout();
  const socket = await open(files.port);
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  await once(socket, 'data');
  await enters('halted');
  expect((await untilClosed(socket)).length).toBeLessThan(CONTENT.length);
  expect(await head(path)).toBe(410);
  await enters('running');
  await eventually('it goes on', async () => (await head(path)) === 200);
  await enters('paused');
  await eventually('what is under way goes on in a pause', async () => (await head(path)) === 200);
  await ends();
  expect(await head(path)).toBe(410);
});

test('a rollout that is not there gives nothing', async () => {
  const { path } = files.fetchUrl(image, { commandKey: transferKey({ rollout: aRollout().id, step: 1, attempt: 1 }) });
  expect(await head(path)).toBe(410);
});

test('what a command was cancelled for while it is under way is cut', async () => {
  const commandKey = await files.askForFile();
  const socket = await open(files.port);
  socket.write(`GET ${files.fetchUrl(image, { commandKey }).path} HTTP/1.0\r\n\r\n`);
  await once(socket, 'data');
  const { commandStore } = files.adapters;
  const command = await commandStore.get(commandKey.slice('M.'.length));
  if (command) await commandStore.save({ ...command, state: 'cancelled' });
  expect((await untilClosed(socket)).length).toBeLessThan(CONTENT.length);
});
