import { EVERYTHING, type Filter } from '../filter/filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { contraryMeanings, type MeantEntry } from './contrary-meanings.ts';
import { targetOf } from './entry-target.ts';
import { twinRows, unknownRows } from './meant-identity.ts';
import type { ProfileDocument, ProfileRevision } from './profile.ts';
import type { CapabilityFacts } from './profile-facts.ts';
import { type ProfileProblem, problemAt } from './profile-problem.ts';
import { SELECTOR_FIELDS } from './selector-fields.ts';
import { overlap } from './selectors-overlap.ts';
import { claimsOf } from './written-claims.ts';

/** What in a document excludes each other, on some device that it is for. */
export function contradictions(document: ProfileDocument, capabilities: CapabilityFacts): readonly ProfileProblem[] {
  const meant = meantBy(document, capabilities);
  const rows = meant.flatMap(({ meanings }) => [
    ...twinRows(meanings).map(({ pointer, first, keys }) =>
      problemAt(pointer, 'contradiction', `${first} is the same row: rows are told apart by ${keys.join(', ')}.`),
    ),
    ...unknownRows(meanings).map((pointer) =>
      problemAt(
        pointer,
        'missing',
        'Nothing says which row must not be there: a field is missing by which rows are told apart.',
      ),
    ),
  ]);
  const contrary = contraryMeanings(meant, meant, selectorOf(document)).filter(
    ({ pointer, other }) => entryOf(other) < entryOf(pointer),
  );
  return [
    ...rows,
    ...contrary.map(({ pointer, other, what }) =>
      problemAt(pointer, 'contradiction', `${other} says something else about ${what}.`),
    ),
  ];
}

function entryOf(pointer: string): number {
  return Number(pointer.split('/')[2]);
}

/** What other profiles of the same priority say differently for some device that both are for. */
export function conflicts(
  document: ProfileDocument,
  others: readonly ProfileRevision[],
  capabilities: CapabilityFacts,
): readonly ProfileProblem[] {
  const selector = selectorOf(document);
  const claims = claimsOf(document.entries);
  const meant = meantBy(document, capabilities);
  return others.flatMap((other) => {
    const { document: rival } = other;
    const theirs = selectorOf(rival);
    if (rival.priority !== document.priority || overlap(selector, theirs) === 'never') return [];
    const written = new Map(claimsOf(rival.entries).map((claim) => [claim.target, claim]));
    const devices: Filter = { op: 'and', filters: [selector, theirs] };
    return [
      ...claims.flatMap(({ target, wish, pointer }) => {
        const their = written.get(target);
        if (their === undefined || their.wish === wish) return [];
        return [conflict(pointer, other, their.pointer, target.slice(target.indexOf(':') + 1))];
      }),
      ...contraryMeanings(meant, meantBy(rival, capabilities), devices).map((contrary) =>
        conflict(contrary.pointer, other, contrary.other, contrary.what),
      ),
    ];
  });
}

function conflict(pointer: string, { profile, number }: ProfileRevision, place: string, what: string): ProfileProblem {
  const detail = `${profile}@${number} has the same priority, may be for the same devices, and says something else about ${what}.`;
  return { ...problemAt(pointer, 'conflict', detail), other: { profile, revision: number, pointer: place } };
}

function meantBy({ entries }: ProfileDocument, capabilities: CapabilityFacts): readonly MeantEntry[] {
  return entries.map((entry, index) => {
    const pointer = `/entries/${index}`;
    return { pointer, target: targetOf(entry), meanings: capabilities.meanings(entry, pointer) };
  });
}

/** One that is not understood may be for every device. */
function selectorOf({ selector }: ProfileDocument): Filter {
  const parsed = parseFilter(selector, SELECTOR_FIELDS);
  return 'error' in parsed ? EVERYTHING : parsed.filter;
}
