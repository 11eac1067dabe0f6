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

const rows = page
  .split('\n')
  .filter((line) => /^\| [\d, –]+ \|/.test(line))
  .map((line) => {
    const [, numbers = '', , , shown = '', off = ''] = line.split(/(?<!\\)\|/);
    return { numbers: numbers.match(/\d+/g) ?? [], shown, off, line };
  });
const textOf = (name: string) =>
  readFileSync(path.join(PROJECT_ROOT, name.includes('/') ? name : `${FOLDER}/${name}`), 'utf8');
const filesIn = (text: string) => [...text.matchAll(/`([\w./-]+\.ts)`/g)].map(([, name = '']) => name);

test('each attack is tried by its number in the files of attacks that its row names', () => {
  const missing = rows.flatMap(({ numbers, shown }) => {
    const attacks = filesIn(shown).filter((name) => !name.includes('/'));
    return attacks.flatMap((name) => {
      const tried = [...textOf(name).matchAll(/\(([\d, ]+)\)/g)].flatMap(([, list = '']) => list.split(', '));
      return numbers.filter((number) => !tried.includes(number)).map((number) => `${number}: ${name}`);
    });
  });
  expect(rows.length).toBeGreaterThan(25);
  expect(missing).toEqual([]);
});

test('each setting that switches a defence off is set by a test that its row names', () => {
  const missing = rows.flatMap(({ shown, off, line }) => {
    const texts = filesIn(shown).map(textOf).join('');
    const settings = [...off.matchAll(/`(MUSTER_[A-Z0-9_]+)/g)].map(([, name = '']) => name);
    return settings.filter((name) => !texts.includes(name)).map((name) => `${name}: ${line.slice(0, 40)}`);
  });
  expect(missing).toEqual([]);
});

test('every setting that it says switches a defence off is one', () => {
  const settings = readFileSync(path.join(PROJECT_ROOT, 'docs/configuration.md'), 'utf8');
  const said = [...page.matchAll(/`(MUSTER_[A-Z0-9_]+)(?:=\w+)?`/g)].map(([, name = '']) => name);
  expect(said.filter((name) => !settings.includes(`\`${name}\``))).toEqual([]);
});
