import { openEmbedded } from '#libs/adapters/embedded';
import { type ModelKnowledge, ModelStore, StoreUnavailable, unknownModel } from '#libs/domain';
import { ManualClock } from '#libs/testing/port-contracts';
import { RecentModels } from './recent-models.ts';

async function opened() {
  const clock = new ManualClock();
  const { modelStore, deviceStore, close } = await openEmbedded({ dataDir: ':memory:', clock });
  const asked: string[] = [];
  let isAway = false;
  const counting: Pick<ModelStore, 'get'> = {
    get(key) {
      asked.push(key);
      return isAway ? Promise.reject(new StoreUnavailable('away')) : modelStore.get(key);
    },
  };
  const recent = new RecentModels(counting as ModelStore, deviceStore, clock);
  const away = (value: boolean) => {
    isAway = value;
  };
  return { clock, modelStore, close, asked, recent, away };
}

const model = (key: string): ModelKnowledge => unknownModel(key);

test('a model is asked for once in five seconds', async () => {
  const { clock, modelStore, close, asked, recent } = await opened();
  expect(await recent.get('a')).toBeUndefined();
  await modelStore.save(model('a'));
  clock.advance(4_999);
  expect(await recent.get('a')).toBeUndefined();
  clock.advance(1);
  expect(await recent.get('a')).toMatchObject({ key: 'a' });
  expect(asked).toEqual(['a', 'a']);
  await close();
});

test('what was changed here is asked for anew', async () => {
  const { modelStore, close, recent } = await opened();
  await recent.get('a');
  await modelStore.save(model('a'));
  recent.forget('a');
  expect(await recent.get('a')).toMatchObject({ key: 'a' });
  await close();
});

test('an error is not kept', async () => {
  const { close, recent, away } = await opened();
  away(true);
  await expect(recent.get('a')).rejects.toThrow(StoreUnavailable);
  away(false);
  expect(await recent.get('a')).toBeUndefined();
  await close();
});

test('of any number of models, the thousand asked for last are kept', async () => {
  const { close, asked, recent } = await opened();
  for (let n = 0; n < 1_001; n++) await recent.get(`m${n}`);
  await recent.get('m1');
  expect(asked).toHaveLength(1_001);
  await recent.get('m0');
  expect(asked).toHaveLength(1_002);
  await close();
});
