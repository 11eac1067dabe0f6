import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Specs run compiled; the profiles stay in the source tree, under the folder that has package.json. */
export function projectRoot(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('no package.json above the spec');
  return projectRoot(parent);
}

/** A profile of `test/fixtures/profiles` as it stands there. */
export function exampleProfile(name: string): unknown {
  const file = join(projectRoot(import.meta.dirname), `test/fixtures/profiles/${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
