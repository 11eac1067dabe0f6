import { ATTRIBUTE_NAME } from '../filter/device-fields.ts';
import type { JsonObject } from '../profile/document-reader.ts';
import { readHalt } from './read-rules.ts';
import type { GroupLimit, PermitSpec, WaveSpec } from './rollout.ts';
import { ROLLOUT_LIMITS } from './rollout-limits.ts';
import type { RolloutReader } from './rollout-reader.ts';
import { DEFAULT_WAVES } from './waves.ts';

export function readWaves(reader: RolloutReader, json: unknown): readonly WaveSpec[] {
  if (json === undefined) return DEFAULT_WAVES;
  const waves =
    reader.items(json, '/waves', ROLLOUT_LIMITS.waves, (item, pointer) => readWave(reader, item, pointer)) ?? [];
  if (Array.isArray(json) && json.length === 0) reader.document.problem('/waves', 'missing', 'A wave is needed.');
  return waves;
}

function readWave(reader: RolloutReader, json: unknown, pointer: string): WaveSpec | undefined {
  const object = reader.object(json, pointer, ['size', 'soakMinutes', 'successThreshold', 'gate', 'halt']);
  if (object === undefined) return undefined;
  const size = readSize(reader, object.size, `${pointer}/size`);
  const soakMinutes = reader.whole(object, 'soakMinutes', pointer, 0, ROLLOUT_LIMITS.minutes);
  const successThreshold = reader.share(object, 'successThreshold', pointer);
  const gate = reader.flag(object, 'gate', pointer);
  const halt = readHalt(reader, object.halt, `${pointer}/halt`);
  return (
    size && {
      size,
      ...(soakMinutes !== undefined && { soakMinutes }),
      ...(successThreshold !== undefined && { successThreshold }),
      ...(gate !== undefined && { gate }),
      ...(halt && { halt }),
    }
  );
}

function readSize(reader: RolloutReader, json: unknown, pointer: string): WaveSpec['size'] | undefined {
  const object = reader.object(json, pointer, ['devices', 'percent']);
  if (object === undefined) return undefined;
  const devices = reader.whole(object, 'devices', pointer, 1, ROLLOUT_LIMITS.devices);
  const percent = readPercent(reader, object, pointer);
  if (Object.hasOwn(object, 'devices') === Object.hasOwn(object, 'percent')) {
    return reader.document.problem(pointer, 'contradiction', 'A size is a number of devices or a percentage.');
  }
  if (devices !== undefined) return { devices };
  return percent === undefined ? undefined : { percent };
}

function readPercent(reader: RolloutReader, object: JsonObject, pointer: string): number | undefined {
  const { percent } = object;
  if (percent === undefined || (typeof percent === 'number' && percent > 0 && percent <= 100)) return percent;
  return reader.document.problem(`${pointer}/percent`, 'wrong_type', 'A number above 0, at most 100.');
}

export function readPermits(reader: RolloutReader, json: unknown): PermitSpec | undefined {
  const object = reader.object(json, '/permits', ['cap', 'tolerance', 'groups']);
  if (object === undefined) return undefined;
  const cap = reader.needed(reader.whole(object, 'cap', '/permits', 1, ROLLOUT_LIMITS.cap), object, 'cap', '/permits');
  const tolerance = reader.share(object, 'tolerance', '/permits');
  const groups = reader.items(object.groups, '/permits/groups', ROLLOUT_LIMITS.groups, (item, pointer) =>
    readGroup(reader, item, pointer),
  );
  return cap === undefined
    ? undefined
    : { cap, ...(tolerance !== undefined && { tolerance }), ...(groups !== undefined && { groups }) };
}

function readGroup(reader: RolloutReader, json: unknown, pointer: string): GroupLimit | undefined {
  const object = reader.object(json, pointer, ['attribute', 'cap']);
  if (object === undefined) return undefined;
  const cap = reader.needed(reader.whole(object, 'cap', pointer, 1, ROLLOUT_LIMITS.cap), object, 'cap', pointer);
  const { attribute } = object;
  if (typeof attribute !== 'string' || !ATTRIBUTE_NAME.test(attribute)) {
    return reader.document.problem(`${pointer}/attribute`, 'bad_name', 'The name of an attribute of devices.');
  }
  return cap === undefined ? undefined : { attribute, cap };
}
