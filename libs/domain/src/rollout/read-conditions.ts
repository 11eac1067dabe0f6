import type { JsonObject } from '../profile/document-reader.ts';
import { WINDOW_LIMITS } from './maintenance-window.ts';
import type { MaintenanceWindow, ParameterCheck } from './rollout.ts';
import { ROLLOUT_LIMITS } from './rollout-limits.ts';
import type { RolloutReader } from './rollout-reader.ts';
import { isZone } from './zoned-time.ts';

export function readWindows(reader: RolloutReader, json: unknown): readonly MaintenanceWindow[] | undefined {
  return reader.items(json, '/windows', ROLLOUT_LIMITS.windows, (item, pointer) => readWindow(reader, item, pointer));
}

function readWindow(reader: RolloutReader, json: unknown, pointer: string): MaintenanceWindow | undefined {
  const object = reader.object(json, pointer, ['days', 'start', 'minutes', 'zone']);
  if (object === undefined) return undefined;
  const days = reader.items(object.days, `${pointer}/days`, 7, (day, place) => readDay(reader, day, place));
  const { start, zone } = object;
  const whole = reader.whole(object, 'minutes', pointer, 1, WINDOW_LIMITS.minutes);
  const minutes = reader.needed(whole, object, 'minutes', pointer);
  const isTime = typeof start === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(start);
  if (!isTime) reader.document.problem(`${pointer}/start`, 'wrong_type', 'A time of day such as 02:30.');
  const isKnown = typeof zone === 'string' && (zone === 'device' || isZone(zone));
  if (!isKnown)
    reader.document.problem(`${pointer}/zone`, 'bad_value', 'device, or a time zone such as Europe/Berlin.');
  if (days?.length === 0) reader.document.problem(`${pointer}/days`, 'missing', 'A day is needed.');
  if (!isTime || !isKnown || minutes === undefined) return undefined;
  return { ...(days && { days }), start, minutes, zone };
}

function readDay(reader: RolloutReader, day: unknown, pointer: string): number | undefined {
  if (Number.isInteger(day) && Number(day) >= 1 && Number(day) <= 7) return Number(day);
  return reader.document.problem(pointer, 'wrong_type', '1 for Monday to 7 for Sunday.');
}

export function readChecks(
  reader: RolloutReader,
  object: JsonObject,
  name: 'preChecks' | 'postChecks',
): readonly ParameterCheck[] | undefined {
  return reader.items(object[name], `/${name}`, ROLLOUT_LIMITS.checks, (item, pointer) =>
    readCheck(reader, item, pointer),
  );
}

function readCheck(reader: RolloutReader, json: unknown, pointer: string): ParameterCheck | undefined {
  const object = reader.object(json, pointer, ['path', 'oneOf']);
  if (object === undefined) return undefined;
  const { path } = object;
  const isPath = typeof path === 'string' && path.length <= ROLLOUT_LIMITS.name && /^\w+(?:\.[\w-]+)+$/.test(path);
  if (!isPath) reader.document.problem(`${pointer}/path`, 'bad_path', 'The full path of a parameter.');
  const oneOf = reader.items(object.oneOf, `${pointer}/oneOf`, ROLLOUT_LIMITS.values, (value, place) => {
    if (typeof value === 'string' && value.length <= ROLLOUT_LIMITS.name) return value;
    return reader.document.problem(place, 'wrong_type', `A text of at most ${ROLLOUT_LIMITS.name} characters.`);
  });
  if (oneOf === undefined || oneOf.length === 0) {
    return reader.document.problem(`${pointer}/oneOf`, 'missing', 'The values that are right.');
  }
  return isPath ? { path, oneOf } : undefined;
}
