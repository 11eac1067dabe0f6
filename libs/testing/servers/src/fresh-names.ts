import { randomBytes } from 'node:crypto';

/** A prefix for topics and consumer groups that no other suite uses, such as `t3f9c0a1b2d.`. */
export function freshTopicPrefix(): string {
  return `t${fresh()}.`;
}

/** The name of a MongoDB database that no other suite uses. Drop it at the end: the server may be somebody's. */
export function freshMongoDatabase(): string {
  return `test_${fresh()}`;
}

/** A prefix for Redis keys and channels that no other suite uses, such as `t3f9c0a1b2d:`. */
export function freshRedisPrefix(): string {
  return `t${fresh()}:`;
}

function fresh(): string {
  return randomBytes(5).toString('hex');
}
