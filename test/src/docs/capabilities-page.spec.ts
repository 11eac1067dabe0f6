import { readFileSync } from 'node:fs';
import path from 'node:path';
import { capabilityCatalog } from '#libs/capabilities';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { capabilitiesPage } from './capabilities-page.ts';

test('docs/capabilities.md is what the data say (npm run docs writes it)', () => {
  const page = readFileSync(path.join(PROJECT_ROOT, 'docs/capabilities.md'), 'utf8');
  expect(page).toBe(capabilitiesPage());
});

test('every capability is on the page, with no locator left unread', () => {
  const page = capabilitiesPage();
  const names = capabilityCatalog().names();
  expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  expect(page).not.toMatch(/\{(?!i\}|\s)/);
});
