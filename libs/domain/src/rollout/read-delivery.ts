import { type ScheduledDelivery, WINDOW_MODES } from './rollout.ts';
import { ROLLOUT_LIMITS } from './rollout-limits.ts';
import type { RolloutReader } from './rollout-reader.ts';

const MEMBERS = ['by', 'productClasses', 'mode', 'userMessage', 'maxRetries'];

export function readDelivery(reader: RolloutReader, json: unknown): ScheduledDelivery | undefined {
  if (json === undefined) return undefined;
  const pointer = '/delivery';
  const object = reader.object(json, pointer, MEMBERS);
  if (object === undefined) return undefined;
  const by = reader.document.word(object, 'by', ['scheduleDownload'], pointer);
  if (object.by === undefined) reader.document.problem(`${pointer}/by`, 'missing', 'It is scheduleDownload.');
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
    ...(productClasses && { productClasses }),
    ...(mode && { mode }),
    ...(userMessage !== undefined && { userMessage }),
    ...(maxRetries !== undefined && { maxRetries }),
  };
}
