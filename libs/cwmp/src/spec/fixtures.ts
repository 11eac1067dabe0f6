import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Specs run compiled; the fixtures stay in the source tree, under the folder that has package.json. */
function projectRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('no package.json above the spec');
  return projectRoot(parent);
}

const FOLDER = join(projectRoot(import.meta.dirname), 'libs/cwmp/src/rpc/fixtures');

/** The names of all captured envelopes. */
export function fixtureNames(): readonly string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.xml'))
    .sort();
}

/** The bytes of a captured envelope, as they came. */
export function readFixture(name: string): Uint8Array {
  return readFileSync(join(FOLDER, name));
}
