// A check that never fails proves nothing: plants one violation after the other, in a copy of the project tree, and
// expects each to be found.
//   node test/boundaries.selftest.mjs
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { checkGraph } from './boundaries.mjs';
import { findProjects } from './boundary-rules.mjs';
import { checkImports } from './external-imports.mjs';

const planted = [
  ['libs/domain/src/x.ts', `import { Module } from '@nestjs/common';`, 'the domain imports a framework'],
  ['libs/domain/src/x.ts', `import { readFileSync } from 'node:fs';`, 'the domain does I/O'],
  ['libs/domain/src/x.ts', 'export const now = () => Date.now();', 'the domain asks for the time'],
  ['libs/cwmp/src/x.ts', `import type { Device } from '#libs/domain';`, 'the protocol knows the domain'],
  ['libs/cwmp/src/x.spec.ts', `import { Device } from '#libs/domain';`, 'a spec of the protocol knows the domain'],
  ['libs/capabilities/src/x.ts', `import { run } from '#libs/platform';`, 'data know the platform'],
  ['libs/capabilities/src/x.ts', `import { readFileSync } from 'node:fs';`, 'data do I/O'],
  ['libs/domain/src/x.ts', `import { capabilityCatalog } from '#libs/capabilities';`, 'the domain knows the data'],
  ['libs/services/gateway/src/x.ts', `import { Kafka } from 'kafkajs';`, 'a service uses a client'],
  ['libs/services/gateway/src/x.spec.ts', `import { Kafka } from 'kafkajs';`, 'a spec of a service uses a client'],
  ['libs/services/gateway/src/x.ts', `export * from '#libs/services/provisioning';`, 'a service imports a service'],
  ['libs/services/gateway/src/x.ts', `import {\n  Module,\n} from '@nestjs/common';`, 'a use case imports Nest'],
  [
    'libs/services/gateway/src/x.ts',
    `const a = await import('#libs/adapters/embedded');`,
    'a service imports an adapter',
  ],
  ['libs/services/gateway/src/x.ts', 'export const home = process.env.HOME;', 'a service reads the environment'],
  ['libs/services/gateway/src/x.ts', `import { x } from '../../provisioning/src/x.ts';`, 'a relative import leaves'],
  ['libs/services/gateway/src/x.ts', `import { x } from '#libs/domain/src/x';`, 'an import goes past the index'],
  ['libs/cwmp/src/x.ts', `import { fixture } from './spec/fixtures.ts';`, 'a source imports what belongs to specs'],
  ['libs/platform/src/x.ts', `import { Query } from 'mingo';`, 'a source imports what only specs may'],
];

const innocent = [
  ['libs/services/gateway/src/x.spec.ts', `import { openEmbedded } from '#libs/adapters/embedded';`],
  ['libs/cwmp/src/spec/fixtures.ts', `import { readFileSync } from 'node:fs';`],
  ['libs/services/gateway/src/x.module.ts', `import { Module } from '@nestjs/common';`],
  ['libs/domain/src/x.ts', `// import 'kafkajs' and process.env are only talked about\nexport const url = 'http://x';`],
];

const root = process.cwd();
const failures = [];
for (const [file, code, what] of planted)
  if (violationsWith(file, code).length === 0) failures.push(`not found: ${what}`);
for (const [file, code] of innocent)
  failures.push(...violationsWith(file, code).map((text) => `wrongly found: ${text}`));
if (checkImports(root).files < 20) failures.push('the check reads hardly any file of the real tree');
failures.push(...graphFailures());
for (const failure of failures) console.error(failure);
console.log(`boundary self-test: ${planted.length + innocent.length + 3} cases, ${failures.length} failures`);
process.exit(failures.length > 0 ? 1 : 0);

/** What the check says about a tree with the projects of this one and a single file. */
function violationsWith(file, code) {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'muster-boundaries-'));
  try {
    cpSync(path.join(root, 'package.json'), path.join(copy, 'package.json'));
    for (const project of findProjects(root)) {
      mkdirSync(path.join(copy, project.root, 'src'), { recursive: true });
      cpSync(path.join(root, project.root, 'project.json'), path.join(copy, project.root, 'project.json'));
    }
    mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
    writeFileSync(path.join(copy, file), `${code}\n`);
    return checkImports(copy).violations;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function graphFailures() {
  const nodes = Object.fromEntries(
    findProjects(root).map(({ name, kind }) => [name, { data: { tags: [`type:${kind}`] } }]),
  );
  const found = (source, target) => checkGraph({ nodes, dependencies: { [source]: [{ source, target }] } }).length > 0;
  return [
    ...(found('cwmp', 'domain') ? [] : ['not found in the graph: the protocol depends on the domain']),
    ...(found('domain', 'cwmp') ? ['wrongly found in the graph: the domain depends on the protocol'] : []),
    ...(checkGraph({ nodes, dependencies: {} }).length > 0 ? [] : ['not found: a graph without edges']),
  ];
}
