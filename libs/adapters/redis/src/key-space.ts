import { type DeviceId, deviceTag } from '#libs/domain';
import { hashSlot, SLOTS } from './hash-slot.ts';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The keys of all that is done to a device in one step: one hash tag, so one slot of a Cluster. */
export interface DeviceKeys {
  /** Hash of the devices with this tag, nearly always one; its fields name the device or the session. */
  readonly state: string;
  /** Hash of the marks of some devices, four of a million: in so small hashes a mark takes half the memory of a key. */
  readonly marks: string;
  /** Nonces that devices with this tag have used, for as long as these live. */
  readonly nonces: string;
  readonly shard: ShardKeys;
}

export interface ShardKeys {
  /** Ids of sessions by when they expire: those that are open, and those that had their 204. */
  readonly open: string;
  readonly ended: string;
  /** Hash: when each device was heard of and when its document was written. */
  readonly seen: string;
  /** Devices whose documents are behind, by when these were written. */
  readonly unwritten: string;
}

/**
 * Where things are. Devices are in 64 shards by the first digit of their tag; the hash tags of the shards are chosen so that
 * the shards lie evenly over the slots, and with it over the masters of a Cluster of up to 64. That a device's sessions,
 * decision, mark and the index of expiry share a slot makes each turn one script.
 */
export class KeySpace {
  readonly shards: readonly ShardKeys[];
  readonly epoch: string;
  readonly epochChannel: string;
  readonly #prefix: string;
  readonly #shardOf: ReadonlyMap<string, { readonly prefix: string; readonly keys: ShardKeys }>;

  constructor(prefix: string) {
    if (prefix.includes('{'))
      throw new Error('The prefix of Redis keys must not contain "{": it would be the hash tag.');
    this.#prefix = prefix;
    this.epoch = `${prefix}epoch`;
    this.epochChannel = `${prefix}epoch`;
    const tags = evenTags();
    const shards = [...DIGITS].map((digit, index) => {
      const shardPrefix = `${prefix}{${tags[index]}}`;
      return [digit, { prefix: shardPrefix, keys: shardKeys(shardPrefix) }] as const;
    });
    this.#shardOf = new Map(shards);
    this.shards = shards.map(([, { keys }]) => keys);
  }

  /** Of a device tag, such as is in a session id. */
  ofTag(tag: string): DeviceKeys {
    const { prefix, keys } = this.#shard(tag);
    return {
      state: `${prefix}d${tag}`,
      marks: `${prefix}m${tag.slice(0, 3)}`,
      nonces: `${prefix}n${tag}`,
      shard: keys,
    };
  }

  ofDevice(deviceId: DeviceId): DeviceKeys {
    return this.ofTag(deviceTag(deviceId));
  }

  shardOf(deviceId: DeviceId): ShardKeys {
    return this.#shard(deviceTag(deviceId)).keys;
  }

  channel(topic: string): string {
    return `${this.#prefix}signal:${topic}`;
  }

  #shard(tag: string) {
    const shard = this.#shardOf.get(tag.charAt(0));
    if (shard === undefined) throw new Error(`${JSON.stringify(tag)} is no device tag.`);
    return shard;
  }
}

function shardKeys(prefix: string): ShardKeys {
  return {
    open: `${prefix}open`,
    ended: `${prefix}ended`,
    seen: `${prefix}seen`,
    unwritten: `${prefix}unwritten`,
  };
}

/** For each of 64 equal ranges of slots, the smallest number that falls into it as a hash tag. Always the same. */
function evenTags(): readonly string[] {
  const tags: string[] = [];
  for (let number = 0, found = 0; found < DIGITS.length; number++) {
    const range = Math.floor((hashSlot(String(number)) * DIGITS.length) / SLOTS);
    if (tags[range] !== undefined) continue;
    tags[range] = String(number);
    found++;
  }
  return tags;
}
