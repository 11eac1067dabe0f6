import { AUDIT_START, firstBroken, StoreUnavailable } from '#libs/domain';
import { AuditProofs, Vault } from '#libs/platform';
import { type RunningApi, runApi } from './testing/running-api.ts';

const KEY = Buffer.alloc(32, 7);
const proofs = new AuditProofs(new Vault([{ id: 'k1', key: KEY }]));

let api: RunningApi;
beforeEach(async () => {
  api = await runApi({ settings: { MUSTER_SECRET_KEYS: `k1:${KEY.toString('base64')}` } });
});
afterEach(() => api.stop());

const PROFILE = { document: { selector: {}, priority: 1, entries: [] }, author: 'ada', message: 'Begin' };
const DECLARATION = { secrets: { wifi: 'correct horse battery' } };
const DEVICE = '/api/v1/declarations/00D09E-Router-1';

const links = async (query = 'after=0') => (await api.call('GET', `/api/v1/audit?${query}`)).body.links;

test('each change is in the log: who, what, where, when; reading is not', async () => {
  await api.call('POST', '/api/v1/profiles/base/revisions', { body: PROFILE });
  await api.call('PUT', DEVICE, { body: DECLARATION });
  await api.call('GET', DEVICE);
  await api.call('POST', '/api/v1/profiles/check', { body: { document: PROFILE.document } }).catch(() => undefined);
  expect(await links()).toEqual([
    expect.objectContaining({
      number: 1,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      who: 'ada',
      from: '127.0.0.1',
      what: 'addProfileRevision',
      subject: '/api/v1/profiles/base/revisions',
    }),
    expect.objectContaining({ number: 2, who: '', what: 'declareDevice', subject: DEVICE }),
  ]);
});

test('the links prove each other, and a change of one is found', async () => {
  for (let n = 0; n < 3; n++) await api.call('PUT', DEVICE, { body: { ...DECLARATION, tags: [`t${n}`] } });
  const all = await links();
  expect(firstBroken(all, AUDIT_START, proofs.isProof)).toBeUndefined();
  all[1].who = 'somebody else';
  expect(firstBroken(all, AUDIT_START, proofs.isProof)).toEqual({ number: 2, why: 'changed' });
});

test('what a body says is not in the log, but whether another is the same', async () => {
  await api.call('PUT', DEVICE, { body: DECLARATION });
  await api.call('PUT', DEVICE, { body: DECLARATION });
  await api.call('PUT', DEVICE, { body: { secrets: { wifi: 'another' } } });
  const [one, same, other] = await links();
  expect(JSON.stringify([one, same, other])).not.toContain('horse');
  expect(one.detail.body).toBe(same.detail.body);
  expect(one.detail.body).not.toBe(other.detail.body);
});

test('a change that was refused is in it twice: that it was asked for, and that it was refused', async () => {
  await api.call('DELETE', '/api/v1/profiles/nothing');
  const [asked, refused] = await links();
  expect(asked).toMatchObject({ what: 'removeProfile' });
  expect(refused).toMatchObject({ what: 'refused', detail: { link: '1', status: '404' } });
});

test('a request that a page of elsewhere has sent does not fill it', async () => {
  const answer = await api.call('DELETE', '/api/v1/profiles/base', { headers: { origin: 'http://evil.example' } });
  expect(answer.status).toBe(403);
  expect(await links()).toEqual([]);
});

test('what can’t be written down is not done', async () => {
  Object.assign(api.adapters.auditLog, { append: () => Promise.reject(new StoreUnavailable('full')) });
  expect((await api.call('PUT', DEVICE, { body: DECLARATION })).status).toBe(503);
  expect((await api.call('GET', DEVICE)).status).toBe(404);
});

test('changes at the same time all have their places', async () => {
  const all = Array.from({ length: 20 }, (_, n) =>
    api.call('PUT', `/api/v1/declarations/00D09E-Router-${n}`, { body: { tags: ['a'] } }),
  );
  await Promise.all(all);
  const found = await links();
  expect(found).toHaveLength(20);
  expect(firstBroken(found, AUDIT_START, proofs.isProof)).toBeUndefined();
});

test('pages go from the newest back, too', async () => {
  for (let n = 0; n < 5; n++) await api.call('PUT', DEVICE, { body: { tags: [`t${n}`] } });
  const numbers = async (query: string) => (await links(query)).map(({ number }: { number: number }) => number);
  expect(await numbers('limit=2')).toEqual([5, 4]);
  expect(await numbers('limit=2&before=4')).toEqual([3, 2]);
  expect(await numbers('limit=2&after=2')).toEqual([3, 4]);
});
