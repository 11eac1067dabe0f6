import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { configurationPage } from './configuration-page.ts';
import { conformancePage } from './conformance-page.ts';

const pages: readonly (readonly [file: string, render: () => string])[] = [
  ['docs/configuration.md', configurationPage],
  ['docs/conformance.md', conformancePage],
];

for (const [file, render] of pages) {
  writeFileSync(path.join(PROJECT_ROOT, file), render());
  process.stdout.write(`wrote ${file}\n`);
}
