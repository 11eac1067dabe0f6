import fc from 'fast-check';
import { Fingerprint } from '../fingerprint.ts';
import { AUDIT_START, type AuditEntry, type AuditHead, type AuditLink, auditText, firstBroken } from './audit-link.ts';

/** Good enough to tell texts of tests apart. */
function proofOf(text: string, keyId: string): string {
  const fingerprint = new Fingerprint();
  fingerprint.add(keyId);
  fingerprint.add(text);
  return fingerprint.text();
}

const isProof = (text: string, { keyId, proof }: Pick<AuditLink, 'keyId' | 'proof'>) => proofOf(text, keyId) === proof;

function chain(entries: readonly AuditEntry[]): readonly AuditLink[] {
  let head: AuditHead = AUDIT_START;
  return entries.map((entry) => {
    const link = { ...entry, number: head.number + 1, keyId: 'k', proof: proofOf(auditText(entry, head, 'k'), 'k') };
    head = link;
    return link;
  });
}

const text = fc.string({ maxLength: 8 });
const anEntry = fc.record({
  at: text,
  who: text,
  from: text,
  what: text,
  subject: text,
  detail: fc.dictionary(text, text, { maxKeys: 3 }),
});
const aChain = fc.array(anEntry, { minLength: 2, maxLength: 12 }).map(chain);

test('a chain as it was written holds, from its start and from any place', () => {
  fc.assert(
    fc.property(aChain, fc.nat(), (links, at) => {
      expect(firstBroken(links, AUDIT_START, isProof)).toBeUndefined();
      const place = at % links.length;
      expect(firstBroken(links.slice(place), links[place - 1] ?? AUDIT_START, isProof)).toBeUndefined();
    }),
  );
});

test('what was changed in a link is found at that link', () => {
  const members = ['at', 'who', 'from', 'what', 'subject'] as const;
  fc.assert(
    fc.property(aChain, fc.nat(), fc.constantFrom(...members), (links, at, member) => {
      const place = at % links.length;
      const changed = links.map((link, index) => (index === place ? { ...link, [member]: `${link[member]}!` } : link));
      expect(firstBroken(changed, AUDIT_START, isProof)).toEqual({ number: place + 1, why: 'changed' });
      const more = links.map((link, index) =>
        index === place ? { ...link, detail: { ...link.detail, new: '' } } : link,
      );
      expect(firstBroken(more, AUDIT_START, isProof)).toEqual({ number: place + 1, why: 'changed' });
    }),
  );
});

test('a link that was taken out is missing; put in order again, the one behind it does not hold', () => {
  fc.assert(
    fc.property(aChain, fc.nat(), (links, at) => {
      const place = at % (links.length - 1);
      const without = links.filter((_, index) => index !== place);
      expect(firstBroken(without, AUDIT_START, isProof)).toEqual({ number: place + 1, why: 'missing' });
      const renumbered = without.map((link, index) => ({ ...link, number: index + 1 }));
      expect(firstBroken(renumbered, AUDIT_START, isProof)).toEqual({ number: place + 1, why: 'changed' });
    }),
  );
});

test('links that were exchanged do not hold', () => {
  fc.assert(
    fc.property(aChain, (links) => {
      const [first, second, ...rest] = links;
      if (first === undefined || second === undefined) return;
      const exchanged = [{ ...second, number: 1 }, { ...first, number: 2 }, ...rest];
      expect(firstBroken(exchanged, AUDIT_START, isProof)).toEqual({ number: 1, why: 'changed' });
    }),
  );
});

test('the order in which details were given does not count', () => {
  const entry = { at: '', who: '', from: '', what: '', subject: '', detail: { a: '1', b: '2' } };
  const turned = { ...entry, detail: { b: '2', a: '1' } };
  expect(auditText(entry, AUDIT_START, 'k')).toBe(auditText(turned, AUDIT_START, 'k'));
});
