import { AUDIT_START, type AuditHead, type AuditLink } from '#libs/domain';
import { AuditProofs } from './audit-proofs.ts';
import { parseAuditRequest } from './audit-request.ts';
import { Vault } from './vault.ts';
import { verifyAudit } from './verify-audit.ts';

const proofs = new AuditProofs(new Vault([{ id: 'k', key: Buffer.alloc(32, 1) }]));
const links: AuditLink[] = [];
let head: AuditHead = AUDIT_START;
for (let n = 1; n <= 1_200; n++) {
  const link = proofs.link({ at: '', who: '', from: '', what: `${n}`, subject: '', detail: {} }, head);
  links.push(link);
  head = link;
}

const reader = (all: readonly AuditLink[]) => async (after: number, limit: number) =>
  all.filter(({ number }) => number > after).slice(0, limit);

test('a log as it was written holds, over many pages', async () => {
  expect(await verifyAudit(reader(links), proofs)).toMatchObject({ holds: true });
  expect(await verifyAudit(reader([]), proofs)).toMatchObject({ holds: true });
});

test('the first link that was changed is named, also behind the edge of a page', async () => {
  for (const number of [1, 500, 501, 1_200]) {
    const changed = links.map((link) => (link.number === number ? { ...link, who: 'nobody' } : link));
    expect(await verifyAudit(reader(changed), proofs)).toEqual({
      holds: false,
      text: expect.stringMatching(new RegExp(`^Link ${number} is not as it was written`)),
    });
  }
});

test('the first link that was taken out is named', async () => {
  const without = links.filter(({ number }) => number !== 777);
  expect((await verifyAudit(reader(without), proofs)).text).toMatch(/^Link 777 is missing/);
});

test('links cut off the end are missed by who has noted one of them', async () => {
  const cut = links.slice(0, 1_000);
  expect((await verifyAudit(reader(cut), proofs)).holds).toBe(true);
  expect((await verifyAudit(reader(cut), proofs, head)).holds).toBe(false);
  expect((await verifyAudit(reader(links), proofs, head)).holds).toBe(true);
});

test('the command line says what it takes', () => {
  expect(parseAuditRequest(['verify', '--expect', '7:abc', '--url', 'http://acs/'])).toEqual({
    url: 'http://acs',
    expected: { number: 7, proof: 'abc' },
  });
  for (const args of [[], ['rewrite'], ['verify', '--expect', '7'], ['verify', '--url', 'no url']]) {
    expect(() => parseAuditRequest(args)).toThrow();
  }
});
