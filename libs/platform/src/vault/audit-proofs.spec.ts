import { AUDIT_START, type AuditHead, type AuditLink, firstBroken } from '#libs/domain';
import { AuditProofs } from './audit-proofs.ts';
import { Vault } from './vault.ts';

const key = (id: string) => ({ id, key: Buffer.alloc(32, id) });
const ENTRY = { at: '', who: 'ada', from: '', what: 'forgetDevice', subject: '', detail: {} };

function chain(...vaults: readonly Vault[]): readonly AuditLink[] {
  let head: AuditHead = AUDIT_START;
  return vaults.map((vault) => {
    const link = new AuditProofs(vault).link(ENTRY, head);
    head = link;
    return link;
  });
}

const check = (links: readonly AuditLink[], vault: Vault) =>
  firstBroken(links, AUDIT_START, new AuditProofs(vault).isProof);

test('links hold under the key that made them, also once another makes the next', () => {
  const [old, both] = [new Vault([key('a')]), new Vault([key('b'), key('a')])];
  expect(check(chain(old, old, both, both), both)).toBeUndefined();
});

test('who has the store but not the key can make no link', () => {
  const ours = new Vault([key('a')]);
  expect(check(chain(ours, new Vault([key('z')])), ours)).toEqual({ number: 2, why: 'changed' });
});

test('a link without a key holds only where there is none', () => {
  const none = new Vault([]);
  expect(check(chain(none, none), none)).toBeUndefined();
  expect(check(chain(none), new Vault([key('a')]))).toEqual({ number: 1, why: 'changed' });
});
