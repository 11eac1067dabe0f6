import { isObject } from '../profile/document-reader.ts';
import { FILE_LOGINS } from '../transfer/file-ticket.ts';
import { type Delivery, WINDOW_MODES } from './rollout.ts';
import { ROLLOUT_LIMITS } from './rollout-limits.ts';
import type { RolloutReader } from './rollout-reader.ts';

const MEMBERS = ['by', 'login'];
const SCHEDULED = [...MEMBERS, 'productClasses', 'mode', 'userMessage', 'maxRetries'];

export function readDelivery(reader: RolloutReader, json: unknown): Delivery | undefined {
  if (json === undefined) return undefined;
  const pointer = '/delivery';
  const isDownload = isObject(json) && json.by === 'download';
  const object = reader.object(json, pointer, isDownload ? MEMBERS : SCHEDULED);
  if (object === undefined) return undefined;
  const by = reader.document.word(object, 'by', ['download', 'scheduleDownload'], pointer);
  if (object.by === undefined)
    reader.document.problem(`${pointer}/by`, 'missing', 'It is download or scheduleDownload.');
  const login = reader.document.word(object, 'login', FILE_LOGINS, pointer);
  if (by === 'download') return { by, ...(login && { login }) };
  const place = `${pointer}/productClasses`;
  const productClasses = reader.items(object.productClasses, place, ROLLOUT_LIMITS.values, (item, where) => {
    if (typeof item === 'string' && item.length <= ROLLOUT_LIMITS.name) return item;
    return reader.document.problem(where, 'wrong_type', `A text of at most ${ROLLOUT_LIMITS.name} characters.`);
  });
  const mode = reader.document.word(object, 'mode', WINDOW_MODES, pointer);
  // string(256) of TimeWindowStruct.
  const userMessage = reader.text(object, 'userMessage', pointer, 256);
  const maxRetries = reader.whole(object, 'maxRetries', pointer, -1, ROLLOUT_LIMITS.retries);
  if (by === undefined) return undefined;
  return {
    by,
    ...(login && { login }),
    ...(productClasses && { productClasses }),
    ...(mode && { mode }),
    ...(userMessage !== undefined && { userMessage }),
    ...(maxRetries !== undefined && { maxRetries }),
  };
}
