import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { asyncApiPage } from './asyncapi-page.ts';
import { capabilitiesPage } from './capabilities-page.ts';
import { configurationPage } from './configuration-page.ts';
import { conformancePage } from './conformance-page.ts';
import { eventsPage } from './events-page.ts';

const pages: readonly (readonly [file: string, render: () => string])[] = [
  ['docs/asyncapi.yaml', asyncApiPage],
  ['docs/capabilities.md', capabilitiesPage],
  ['docs/configuration.md', configurationPage],
  ['docs/conformance.md', conformancePage],
  ['docs/events.md', eventsPage],
];

for (const [file, render] of pages) {
  writeFileSync(path.join(PROJECT_ROOT, file), render());
  process.stdout.write(`wrote ${file}\n`);
}
