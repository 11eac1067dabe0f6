import { parseFilter } from '../filter/parse-filter.ts';
import { DocumentReader, isObject, type JsonObject } from '../profile/document-reader.ts';
import { filterPointer } from '../profile/filter-pointer.ts';
import type { ProfileProblem } from '../profile/profile-problem.ts';
import { SELECTOR_FIELDS } from '../profile/selector-fields.ts';
import { WINDOW_LIMITS } from './maintenance-window.ts';
import { readChecks, readWindows } from './read-conditions.ts';
import { readDelivery } from './read-delivery.ts';
import { readHalt, readRetry, readTimeouts } from './read-rules.ts';
import { readPermits, readWaves } from './read-waves.ts';
import type { RolloutDocument, RolloutTarget } from './rollout.ts';
import { ROLLOUT_LIMITS } from './rollout-limits.ts';
import { RolloutReader } from './rollout-reader.ts';
import { isZone } from './zoned-time.ts';

export type RolloutProblem = Pick<ProfileProblem, 'pointer' | 'code' | 'detail'>;

export type ReadRollout =
  | { readonly ok: true; readonly document: RolloutDocument }
  | { readonly ok: false; readonly problems: readonly RolloutProblem[] };

const MEMBERS = [
  'description',
  'image',
  'target',
  'waves',
  'permits',
  'windows',
  'windowLeadMinutes',
  'delivery',
  'timeZone',
  'preChecks',
  'postChecks',
  'deviceSoakMinutes',
  'halt',
  'retry',
  'timeouts',
  'rebootAfterTransfer',
  'allowDowngrade',
  'allowReinstall',
  'approval',
  'deadlineAt',
  'priority',
];

/** Checks a rollout from outside, by itself: whether there is such an image, and whom it is for, is looked up elsewhere. */
export function readRollout(json: unknown): ReadRollout {
  const reader = new RolloutReader(new DocumentReader());
  const object = reader.document.object({ json, pointer: '' }, 'A rollout');
  const document = object && readDocument(reader, object);
  const { problems } = reader.document;
  return document && problems.length === 0 ? { ok: true, document } : { ok: false, problems };
}

function readDocument(reader: RolloutReader, object: JsonObject): RolloutDocument | undefined {
  reader.document.unknownMembers(object, MEMBERS, '');
  const description = reader.text(object, 'description', '', ROLLOUT_LIMITS.description);
  const image = readImage(reader, object);
  const target = readTarget(reader, object.target);
  const waves = readWaves(reader, object.waves);
  const permits = readPermits(reader, object.permits);
  const deadlineAt = readDeadline(reader, object);
  const optional = readOptional(reader, object);
  if (image === undefined || target === undefined || permits === undefined || deadlineAt === undefined)
    return undefined;
  return { ...(description !== undefined && { description }), image, target, waves, permits, ...optional, deadlineAt };
}

function readOptional(reader: RolloutReader, object: JsonObject): Partial<RolloutDocument> {
  const flags = ['rebootAfterTransfer', 'allowDowngrade', 'allowReinstall', 'approval'] as const;
  return present({
    windows: readWindows(reader, object.windows),
    windowLeadMinutes: reader.whole(object, 'windowLeadMinutes', '', 0, WINDOW_LIMITS.minutes),
    delivery: readDelivery(reader, object.delivery),
    timeZone: readZone(reader, object),
    preChecks: readChecks(reader, object, 'preChecks'),
    postChecks: readChecks(reader, object, 'postChecks'),
    deviceSoakMinutes: reader.whole(object, 'deviceSoakMinutes', '', 0, ROLLOUT_LIMITS.minutes),
    halt: readHalt(reader, object.halt),
    retry: readRetry(reader, object.retry),
    timeouts: readTimeouts(reader, object.timeouts),
    ...Object.fromEntries(flags.map((flag) => [flag, reader.flag(object, flag, '')])),
    priority: reader.whole(object, 'priority', '', -ROLLOUT_LIMITS.priority, ROLLOUT_LIMITS.priority),
  });
}

/** Only the members that are there. */
function present(members: { readonly [K in keyof RolloutDocument]?: RolloutDocument[K] | undefined }) {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Partial<RolloutDocument>;
}

function readImage(reader: RolloutReader, { image }: JsonObject): string | undefined {
  if (typeof image === 'string' && /^[0-9a-f]{64}$/.test(image)) return image;
  return reader.document.problem(
    '/image',
    image === undefined ? 'missing' : 'bad_name',
    'The id of an image: 64 hexadecimal digits.',
  );
}

function readDeadline(reader: RolloutReader, { deadlineAt }: JsonObject): string | undefined {
  const isTime =
    typeof deadlineAt === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z$/.test(deadlineAt);
  const ms = isTime ? Date.parse(deadlineAt) : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  const code = deadlineAt === undefined ? 'missing' : 'wrong_type';
  return reader.document.problem('/deadlineAt', code, 'A time such as 2026-01-31T22:00:00Z, in UTC.');
}

function readZone(reader: RolloutReader, object: JsonObject): string | undefined {
  const zone = reader.text(object, 'timeZone', '', ROLLOUT_LIMITS.name);
  if (zone === undefined || isZone(zone)) return zone;
  return reader.document.problem(
    '/timeZone',
    'bad_value',
    'A time zone such as Europe/Berlin, or its rules such as CET-1CEST,M3.5.0,M10.5.0/3.',
  );
}

function readTarget(reader: RolloutReader, json: unknown): RolloutTarget | undefined {
  const object = reader.object(json, '/target', ['filter', 'exclude', 'mode', 'max']);
  if (object === undefined) return undefined;
  const filter = readFilter(reader, object.filter, '/target/filter');
  const exclude = object.exclude === undefined ? undefined : readFilter(reader, object.exclude, '/target/exclude');
  const mode = reader.document.word(object, 'mode', ['frozen', 'growing'], '/target');
  if (object.mode === undefined) reader.document.problem('/target/mode', 'missing', 'It is frozen or growing.');
  const max = reader.whole(object, 'max', '/target', 1, ROLLOUT_LIMITS.devices);
  if (filter === undefined || mode === undefined) return undefined;
  return { filter, ...(exclude && { exclude }), mode, ...(max !== undefined && { max }) };
}

/** By what a device is, not by what is to be brought about: the version may be in it, since a path is looked for anew. */
function readFilter(reader: RolloutReader, json: unknown, pointer: string): JsonObject | undefined {
  if (!isObject(json)) return reader.document.problem(pointer, 'wrong_type', 'A filter is needed; {} is all devices.');
  const parsed = parseFilter(json, SELECTOR_FIELDS);
  if ('error' in parsed) {
    const place = `${pointer}${filterPointer(json, parsed.error.path)}`;
    return reader.document.problem(place, 'bad_selector', parsed.error.message);
  }
  if (JSON.stringify(json).length <= ROLLOUT_LIMITS.filter) return json;
  return reader.document.problem(pointer, 'too_much', `More than ${ROLLOUT_LIMITS.filter} characters.`);
}
