import { splitPath } from '#libs/cwmp';
import type { DocumentReader, JsonObject, Place } from './document-reader.ts';
import { MODES, type Mode, NOTIFICATIONS, type ProfileEntry, type TableEntry, type ValueEntry } from './profile.ts';
import { PROFILE_LIMITS, pointerTo } from './profile-problem.ts';
import { isPlainPath, readTable, TABLE_MEMBERS } from './read-table.ts';

const SUBJECTS = ['path', 'capability', 'table'] as const;
type Subject = (typeof SUBJECTS)[number];

const VALUE_MEMBERS = ['path', 'capability', 'value', 'oneOf', 'mode', 'notify'];
const ROWS_MEMBERS = ['table', 'capability', 'mode', ...TABLE_MEMBERS];

/** An entry of a profile; undefined when it is none at all. What else is wrong with it, the reader keeps. */
export function readEntry(reader: DocumentReader, place: Place): ProfileEntry | undefined {
  const object = reader.object(place, 'An entry');
  if (object === undefined) return undefined;
  const subject = subjectOf(reader, object, place.pointer);
  if (subject === undefined) return undefined;
  const name = readName(reader, object, subject, place.pointer);
  const rows = subject === 'table' || (subject === 'capability' && Object.hasOwn(object, 'rows'));
  return rows
    ? readRows(reader, object, place.pointer, { [subject]: name })
    : readValue(reader, object, place.pointer, { [subject]: name });
}

/** Which of the three it is about: exactly one. */
function subjectOf(reader: DocumentReader, object: JsonObject, pointer: string): Subject | undefined {
  const [subject, ...others] = SUBJECTS.filter((name) => Object.hasOwn(object, name));
  if (subject === undefined) {
    reader.unknownMembers(object, [...new Set([...VALUE_MEMBERS, ...ROWS_MEMBERS])], pointer);
    return reader.problem(pointer, 'missing', 'An entry needs one of path, capability and table.');
  }
  if (others.length === 0) return subject;
  const detail = 'Only one of path, capability and table can be there.';
  return reader.problem(pointerTo(pointer, others[0] ?? ''), 'contradiction', detail);
}

export const CAPABILITY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

function readName(reader: DocumentReader, object: JsonObject, subject: Subject, pointer: string): string {
  const name = object[subject];
  const at = pointerTo(pointer, subject);
  if (typeof name !== 'string') {
    reader.problem(at, 'wrong_type', 'A text is needed.');
    return '';
  }
  if (subject === 'capability') {
    if (!CAPABILITY_NAME.test(name)) reader.problem(at, 'bad_name', 'This is no name of a capability.');
    return name;
  }
  const wrong = subject === 'table' ? tablePathProblem(name) : valuePathProblem(name, object.mode === 'forbid');
  if (wrong !== undefined) reader.problem(at, 'bad_path', wrong);
  return name;
}

function tablePathProblem(path: string): string | undefined {
  if (!isPlainPath(path)) return NO_PATH;
  return path.endsWith('.') && splitPath(path).length > 1 ? undefined : 'A table is named with final dot.';
}

function valuePathProblem(path: string, forbidden: boolean): string | undefined {
  if (!isPlainPath(path)) return NO_PATH;
  if (splitPath(path).length < 2) return 'It names no parameter and no object below the root.';
  if (forbidden) return path.endsWith('.') ? undefined : 'What is forbidden is an object or a row, with final dot.';
  return path.endsWith('.') ? 'A value is had by a parameter: no final dot.' : undefined;
}

const NO_PATH = 'This is no full path of at most 256 characters: names and row numbers, no *, no alias, no empty part.';

function readRows(
  reader: DocumentReader,
  object: JsonObject,
  pointer: string,
  subject: Partial<Record<Subject, string>>,
): TableEntry {
  reader.unknownMembers(object, ROWS_MEMBERS, pointer);
  const mode = reader.word(object, 'mode', MODES, pointer);
  const naming = subject.table === undefined ? 'field' : 'path';
  return { ...subject, ...(mode && { mode }), ...readTable(reader, object, pointer, naming) };
}

function readValue(
  reader: DocumentReader,
  object: JsonObject,
  pointer: string,
  subject: Partial<Record<Subject, string>>,
): ValueEntry {
  reader.unknownMembers(object, VALUE_MEMBERS, pointer);
  const mode = reader.word(object, 'mode', MODES, pointer);
  const notify = reader.word(object, 'notify', NOTIFICATIONS, pointer);
  const wish = mode === 'forbid' ? forbidden(reader, object, pointer) : wanted(reader, object, mode, pointer);
  return { ...subject, ...wish, ...(mode && { mode }), ...(notify && { notify }) };
}

type Wish = Pick<ValueEntry, 'value' | 'oneOf'>;

function wanted(reader: DocumentReader, object: JsonObject, mode: Mode | undefined, pointer: string): Wish {
  if (Object.hasOwn(object, 'oneOf')) return readOneOf(reader, object, mode, pointerTo(pointer, 'oneOf'));
  if (!Object.hasOwn(object, 'value')) return reader.problem(pointer, 'missing', 'A value is needed.') ?? {};
  const value = reader.scalar({ json: object.value, pointer: pointerTo(pointer, 'value') });
  return value === undefined ? {} : { value };
}

function readOneOf(reader: DocumentReader, object: JsonObject, mode: Mode | undefined, pointer: string): Wish {
  if (Object.hasOwn(object, 'value')) {
    reader.problem(pointer, 'contradiction', 'There is a value, or several of which any is fine.');
  }
  if (mode === 'seed') reader.problem(pointer, 'contradiction', 'What is set only once is one value.');
  const list = reader.list({ json: object.oneOf, pointer }, PROFILE_LIMITS.oneOf);
  if (list?.length === 0) reader.problem(pointer, 'missing', 'A value is needed.');
  const values = (list ?? []).flatMap((json, index) => {
    const value = reader.scalar({ json, pointer: pointerTo(pointer, index) });
    // It is seen by what the CPE says which of them it has.
    if (/\$\{(?:secrets\.|row:)/.test(String(value))) {
      reader.problem(pointerTo(pointer, index), 'bad_template', 'No secret and no row can be one of several values.');
    }
    return value === undefined ? [] : [value];
  });
  return { oneOf: values };
}

function forbidden(reader: DocumentReader, object: JsonObject, pointer: string): Wish {
  for (const name of ['value', 'oneOf', 'notify']) {
    if (!Object.hasOwn(object, name)) continue;
    reader.problem(pointerTo(pointer, name), 'contradiction', `What is forbidden has no ${name}.`);
  }
  return {};
}
