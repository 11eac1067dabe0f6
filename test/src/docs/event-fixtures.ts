import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

/** An event as it was published once, and the name of its file. */
export interface EventFixture {
  /** The type of the event, for its usual form; `type-variant` for others. */
  readonly name: string;
  readonly event: FixtureEvent;
}

export interface FixtureEvent {
  readonly id: string;
  readonly type: string;
  /** Absent where it happened to a rollout or an image. */
  readonly deviceId?: string;
  readonly rollout?: string;
  readonly image?: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Events that former versions published. They are never changed: what was published is in the topics of operators, and
 * every later version has to be able to read it.
 */
export const EVENT_FIXTURES = path.join(PROJECT_ROOT, 'test/fixtures/events/v1');

export function eventFixtures(): readonly EventFixture[] {
  return readdirSync(EVENT_FIXTURES)
    .sort()
    .map((file) => ({
      name: path.basename(file, '.json'),
      event: JSON.parse(readFileSync(path.join(EVENT_FIXTURES, file), 'utf8')) as FixtureEvent,
    }));
}
