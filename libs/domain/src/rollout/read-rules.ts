import { FAULT_CLASSES, type RetryRule, type RetryRules } from './fault-class.ts';
import type { HaltRules } from './halt-rules.ts';
import { DEFAULT_TIMEOUTS, type StateTimeouts } from './rollout.ts';
import { ROLLOUT_LIMITS } from './rollout-limits.ts';
import type { RolloutReader } from './rollout-reader.ts';

const COUNTS = ['maxFailures', 'maxConsecutive', 'maxSilent', 'maxCorrupt', 'maxUnreachable', 'maxRefused'] as const;

/** Of all waves, or of the one that `pointer` is in. */
export function readHalt(reader: RolloutReader, json: unknown, pointer = '/halt'): HaltRules | undefined {
  if (json === undefined) return undefined;
  const object = reader.object(json, pointer, [...COUNTS, 'errorThreshold']);
  if (object === undefined) return undefined;
  const counts = COUNTS.map((name) => [name, reader.whole(object, name, pointer, 1, ROLLOUT_LIMITS.devices)] as const);
  const errorThreshold = readErrorThreshold(reader, object.errorThreshold, `${pointer}/errorThreshold`);
  return {
    ...Object.fromEntries(counts.filter(([, value]) => value !== undefined)),
    ...(errorThreshold && { errorThreshold }),
  };
}

function readErrorThreshold(reader: RolloutReader, json: unknown, pointer: string): HaltRules['errorThreshold'] {
  if (json === undefined) return undefined;
  const object = reader.object(json, pointer, ['share', 'after']);
  if (object === undefined) return undefined;
  const share = reader.needed(reader.share(object, 'share', pointer), object, 'share', pointer);
  const after = reader.needed(
    reader.whole(object, 'after', pointer, 1, ROLLOUT_LIMITS.devices),
    object,
    'after',
    pointer,
  );
  return share === undefined || after === undefined ? undefined : { share, after };
}

export function readRetry(reader: RolloutReader, json: unknown): RetryRules | undefined {
  if (json === undefined) return undefined;
  const object = reader.object(json, '/retry', FAULT_CLASSES);
  if (object === undefined) return undefined;
  const rules = FAULT_CLASSES.flatMap((faultClass) => {
    const rule = Object.hasOwn(object, faultClass)
      ? readRule(reader, object[faultClass], `/retry/${faultClass}`)
      : undefined;
    return rule ? [[faultClass, rule] as const] : [];
  });
  return Object.fromEntries(rules);
}

function readRule(reader: RolloutReader, json: unknown, pointer: string): RetryRule | undefined {
  const object = reader.object(json, pointer, ['times', 'afterMinutes']);
  if (object === undefined) return undefined;
  const times = reader.needed(
    reader.whole(object, 'times', pointer, 0, ROLLOUT_LIMITS.retries),
    object,
    'times',
    pointer,
  );
  const whole = reader.whole(object, 'afterMinutes', pointer, 0, ROLLOUT_LIMITS.minutes);
  const afterMinutes = reader.needed(whole, object, 'afterMinutes', pointer);
  return times === undefined || afterMinutes === undefined ? undefined : { times, afterMinutes };
}

const TIMEOUTS = Object.keys(DEFAULT_TIMEOUTS) as readonly (keyof StateTimeouts)[];

export function readTimeouts(reader: RolloutReader, json: unknown): Partial<StateTimeouts> | undefined {
  if (json === undefined) return undefined;
  const object = reader.object(json, '/timeouts', TIMEOUTS);
  if (object === undefined) return undefined;
  const most = ROLLOUT_LIMITS.minutes * 60_000;
  const read = TIMEOUTS.map((name) => [name, reader.whole(object, name, '/timeouts', 1_000, most)] as const);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}
