import { parseFilter } from '../filter/parse-filter.ts';
import { DocumentReader, isObject, type JsonObject } from './document-reader.ts';
import { targetOf } from './entry-target.ts';
import { filterPointer } from './filter-pointer.ts';
import { objectsAbove } from './objects-above.ts';
import type { ProfileDocument, ProfileEntry } from './profile.ts';
import { PROFILE_LIMITS, type ProfileProblem } from './profile-problem.ts';
import { readEntry } from './read-entry.ts';
import { SELECTOR_FIELDS } from './selector-fields.ts';

export type ReadProfile =
  | { readonly ok: true; readonly document: ProfileDocument }
  | { readonly ok: false; readonly problems: readonly ProfileProblem[] };

const MEMBERS = ['description', 'priority', 'selector', 'reboot', 'entries'];

/** Checks a profile from outside, by itself: what it says about devices, capabilities and other profiles is `checkProfile`'s. */
export function readProfile(json: unknown): ReadProfile {
  const reader = new DocumentReader();
  const object = reader.object({ json, pointer: '' }, 'A profile');
  const document = object && readDocument(reader, object);
  return document && reader.problems.length === 0 ? { ok: true, document } : { ok: false, problems: reader.problems };
}

function readDocument(reader: DocumentReader, object: JsonObject): ProfileDocument {
  reader.unknownMembers(object, MEMBERS, '');
  const description = readDescription(reader, object);
  const reboot = reader.word(object, 'reboot', ['never', 'whenNeeded'], '');
  return {
    ...(description !== undefined && { description }),
    priority: readPriority(reader, object.priority),
    selector: readSelector(reader, object.selector),
    ...(reboot && { reboot }),
    entries: readEntries(reader, object.entries),
  };
}

function readDescription(reader: DocumentReader, { description }: JsonObject): string | undefined {
  if (description === undefined || (typeof description === 'string' && isShort(description))) return description;
  return reader.problem('/description', 'wrong_type', `A text of at most ${PROFILE_LIMITS.description} characters.`);
}

function isShort(description: string): boolean {
  return description.length <= PROFILE_LIMITS.description && description.isWellFormed();
}

function readPriority(reader: DocumentReader, priority: unknown): number {
  const { priority: limit } = PROFILE_LIMITS;
  if (Number.isInteger(priority) && Math.abs(Number(priority)) <= limit) return Number(priority);
  reader.problem('/priority', 'wrong_type', `A whole number between -${limit} and ${limit} is needed.`);
  return 0;
}

function readSelector(reader: DocumentReader, selector: unknown): ProfileDocument['selector'] {
  if (!isObject(selector)) {
    reader.problem('/selector', 'wrong_type', 'A filter is needed; {} selects all devices.');
    return {};
  }
  const parsed = parseFilter(selector, SELECTOR_FIELDS);
  if ('error' in parsed) {
    reader.problem(`/selector${filterPointer(selector, parsed.error.path)}`, 'bad_selector', parsed.error.message);
  } else if (JSON.stringify(selector).length > PROFILE_LIMITS.selector) {
    reader.problem('/selector', 'too_much', `More than ${PROFILE_LIMITS.selector} characters.`);
  }
  return selector;
}

function readEntries(reader: DocumentReader, json: unknown): ProfileEntry[] {
  const list = reader.list({ json, pointer: '/entries' }, PROFILE_LIMITS.entries) ?? [];
  const entries: ProfileEntry[] = [];
  const places = new Map<string, string>();
  for (const [index, item] of list.entries()) {
    const pointer = `/entries/${index}`;
    const entry = readEntry(reader, { json: item, pointer });
    if (entry === undefined) continue;
    entries.push(entry);
    const target = targetOf(entry);
    const first = places.get(target);
    if (first === undefined) places.set(target, pointer);
    else reader.problem(pointer, 'contradiction', `${first} is about the same.`);
  }
  refuseForbidden(reader, entries, places);
  return entries;
}

/** What is below an object that must not be there can't be had. */
function refuseForbidden(
  reader: DocumentReader,
  entries: readonly ProfileEntry[],
  places: ReadonlyMap<string, string>,
): void {
  const forbidden = new Set(entries.filter(isForbiddenPath).map(({ path }) => path));
  if (forbidden.size === 0) return;
  for (const entry of entries) {
    const path = 'path' in entry ? entry.path : 'table' in entry ? entry.table : undefined;
    const above = path === undefined ? undefined : objectsAbove(path).find((object) => forbidden.has(object));
    if (above === undefined) continue;
    const detail = `${places.get(`path:${above}`)} says that ${above} must not exist.`;
    reader.problem(places.get(targetOf(entry)) ?? '', 'contradiction', detail);
  }
}

function isForbiddenPath(entry: ProfileEntry): entry is ProfileEntry & { readonly path: string } {
  return 'path' in entry && entry.mode === 'forbid';
}
