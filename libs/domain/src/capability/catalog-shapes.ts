import { VALUE_TYPES } from '#libs/cwmp';
import { VALUE_FORMATS } from '../desired/value-format.ts';
import { MODEL_KINDS } from './capability.ts';
import {
  anyText,
  type Check,
  either,
  flag,
  listOf,
  number,
  object,
  orNull,
  recordOf,
  scalar,
  text,
  word,
} from './catalog-json.ts';

const VALUE = {
  summary: text,
  type: word(VALUE_TYPES),
  'format?': word(VALUE_FORMATS),
  'list?': flag,
  'enum?': listOf(text),
  'min?': number,
  'max?': number,
  'minLength?': number,
  'maxLength?': number,
  'secret?': flag,
  'risky?': flag,
};
const RULE = {
  'constant?': scalar,
  'map?': recordOf(orNull(scalar)),
  'part?': number,
  'format?': text,
  'optional?': flag,
  'supportedIn?': text,
};

const tableShape: Check = (json, at) => object(TABLE)(json, at);
const TABLE = {
  fields: recordOf(object({ ...VALUE, 'required?': flag, 'default?': scalar })),
  'tables?': recordOf(tableShape),
};

const rows: Check = (json, at) =>
  object({
    table: text,
    keys: listOf(text),
    values: recordOf(object({ ...RULE, 'field?': text })),
    'tables?': recordOf(rows),
  })(json, at);

const VALUE_MAPPING = either({
  set: object({ set: listOf(object({ ...RULE, path: text })) }),
  rows: object({ rows }),
});
const TABLE_MAPPING = object({ rows: listOf(rows) });
/** Of an override: which of the two it is to be, the capability says. */
const MAPPING: Check = (json, at) => {
  const isTable = typeof json === 'object' && json !== null && 'rows' in json && Array.isArray(json.rows);
  return isTable ? TABLE_MAPPING(json, at) : VALUE_MAPPING(json, at);
};

function byModel(check: Check): Check {
  return object(Object.fromEntries(MODEL_KINDS.map((kind) => [`${kind}?`, check])));
}

const kind = word(['value', 'table']);
const VALUE_CAPABILITY = object({ kind, ...VALUE, models: byModel(listOf(VALUE_MAPPING)) });
const TABLE_CAPABILITY = object({ kind, summary: text, ...TABLE, models: byModel(listOf(TABLE_MAPPING)) });
const capability: Check = (json, at) => {
  const isTable = typeof json === 'object' && json !== null && 'kind' in json && json.kind === 'table';
  return isTable ? TABLE_CAPABILITY(json, at) : VALUE_CAPABILITY(json, at);
};

const CONDITION = either({
  is: object({ is: listOf(anyText) }),
  pointsTo: object({ pointsTo: text }),
  exists: object({ exists: flag }),
  min: object({ min: number, 'max?': number }),
  max: object({ max: number }),
});
const LOCATOR = object({
  table: text,
  'where?': recordOf(CONDITION),
  'referredBy?': text,
  'holds?': text,
  'nth?': number,
});
const LOCATORS = byModel(recordOf(listOf(LOCATOR)));

export const GROUP_FILE = object({
  group: object({ name: text, title: text, summary: text }),
  capabilities: recordOf(capability),
  'locators?': LOCATORS,
});

export const OVERRIDE_FILE = object({
  title: text,
  match: object({ 'manufacturer?': text, 'oui?': listOf(text), 'productClass?': text, 'softwareVersion?': text }),
  'capabilities?': recordOf(byModel(listOf(MAPPING))),
  'locators?': LOCATORS,
});

export const UNIQUE_KEYS = recordOf(listOf(text));
