import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

const FOLDER = 'test/src/security';
const page = readFileSync(path.join(PROJECT_ROOT, 'docs/security.md'), 'utf8');
const named = [...page.matchAll(/`([\w./-]+\.(?:spec|contract)\.ts)`/g)].map(([, name = '']) =>
  name.includes('/') ? name : `${FOLDER}/${name}`,
);

test('every test that the page on security names is there, and every attack that is tried is on it', () => {
  expect(named.filter((name) => !existsSync(path.join(PROJECT_ROOT, name)))).toEqual([]);
  const attacks = readdirSync(path.join(PROJECT_ROOT, FOLDER)).map((name) => `${FOLDER}/${name}`);
  expect(attacks.filter((name) => !named.includes(name))).toEqual([]);
});

test('every setting that it says switches a defence off is one', () => {
  const settings = readFileSync(path.join(PROJECT_ROOT, 'docs/configuration.md'), 'utf8');
  const said = [...page.matchAll(/`(MUSTER_[A-Z0-9_]+)(?:=\w+)?`/g)].map(([, name = '']) => name);
  expect(said.filter((name) => !settings.includes(`\`${name}\``))).toEqual([]);
});
