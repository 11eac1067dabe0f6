import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { configurationPage } from './configuration-page.ts';

test('docs/configuration.md is what the schemas say (npm run docs writes it)', () => {
  const page = readFileSync(path.join(PROJECT_ROOT, 'docs/configuration.md'), 'utf8');
  expect(page).toBe(configurationPage());
});
