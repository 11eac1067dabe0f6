// The rules that the graph of Nx cannot tell, because it does not know specs from sources nor packages from each other:
// reads the import statements of every TypeScript file.
//   node test/external-imports.mjs [root]
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findProjects, mayUsePackage, mayUseProject, packageName, serversForTests } from './boundary-rules.mjs';

const importStatement = /^\s*(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]/gm;
const importCall = /\b(?:import|require)\s*\(\s*['"]([^'"]+)['"]/g;

/** All violations below `root`, one sentence each, and how many files were read. */
export function checkImports(root) {
  const projects = findProjects(root);
  const dependencies = declaredDependencies(root);
  const files = projects.flatMap((project) => sourcesOf(root, project).map((file) => ({ project, file })));
  const violations = files.flatMap(({ project, file }) => {
    const code = withoutComments(readFileSync(path.join(root, file), 'utf8'));
    const context = { root, projects, project, file, dependencies, spec: isSpec(file) };
    return [...importProblems(code, context), ...globalProblems(code, context)].map((text) => `${file} ${text}`);
  });
  return { violations, files: files.length };
}

function importProblems(code, context) {
  return specifiersOf(code)
    .map((specifier) => importProblem(specifier, context))
    .filter((problem) => problem !== undefined);
}

function importProblem(specifier, context) {
  if (specifier.startsWith('.')) return relativeProblem(specifier, context);
  if (specifier.startsWith('#libs/')) return projectProblem(specifier, context);
  return packageProblem(specifier, context);
}

function relativeProblem(specifier, { project, file, spec }) {
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (!target.startsWith(`${project.root}/`)) return `leaves its project with ${specifier}: use #libs/…`;
  return !spec && isSpec(target) ? `is no spec and must not import ${specifier}` : undefined;
}

/** Specs, and what only they use: the files in a folder `spec` or `testing` of a project. */
function isSpec(file) {
  return file.endsWith('.spec.ts') || /\/src\/(?:.*\/)?(?:spec|testing)\//.test(file);
}

function projectProblem(specifier, { projects, project, spec }) {
  const target = projects.find(({ root }) => root === specifier.slice(1));
  if (target === undefined) return `imports ${specifier}, which is no project: only a project's index.ts is public`;
  if (mayUseProject(project, target, { spec })) return undefined;
  return `(${project.kind}) must not import ${specifier} (${target.kind})`;
}

function packageProblem(specifier, { project, file, spec, dependencies }) {
  if (!mayUsePackage(project, file, specifier, { spec })) return `(${project.kind}) must not import ${specifier}`;
  const shipped = !spec && !['testkit', 'e2e'].includes(project.kind);
  if (shipped && !specifier.startsWith('node:') && dependencies && !dependencies.has(packageName(specifier))) {
    return `imports ${specifier}, which is not among the dependencies in package.json`;
  }
  return undefined;
}

const pureKinds = ['domain', 'protocol'];
const impure = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\s*\)/, 'new Date()'],
  [/\bMath\.random\b/, 'Math.random'],
];

function globalProblems(code, { project, spec }) {
  const problems = [];
  if (
    /\bprocess\.env\b/.test(code) &&
    !['platform', 'e2e'].includes(project.kind) &&
    project.root !== serversForTests
  ) {
    problems.push('reads process.env: only platform does');
  }
  if (pureKinds.includes(project.kind) && !spec) {
    for (const [pattern, name] of impure)
      if (pattern.test(code)) problems.push(`(${project.kind}) must not use ${name}`);
  }
  return problems;
}

function specifiersOf(code) {
  const statements = [...code.matchAll(importStatement)].map((match) => match[1] ?? match[2]);
  const calls = [...code.matchAll(importCall)].map((match) => match[1]);
  return [...new Set([...statements, ...calls])];
}

/** Good enough to skip what is only talked about: a `//` after a colon is an address. */
function withoutComments(code) {
  return code.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(?<![:'"`\w])\/\/.*$/gm, '');
}

function sourcesOf(root, project) {
  const source = path.join(root, project.root, 'src');
  if (!existsSync(source)) return [];
  return readdirSync(source, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => `${project.root}/src/${name.split(path.sep).join('/')}`)
    .toSorted();
}

function declaredDependencies(root) {
  const file = path.join(root, 'package.json');
  return existsSync(file) ? new Set(Object.keys(JSON.parse(readFileSync(file, 'utf8')).dependencies)) : undefined;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { violations, files } = checkImports(path.resolve(process.argv[2] ?? '.'));
  for (const violation of violations) console.error(violation);
  console.log(`imports: ${files} files, ${violations.length} violations`);
  process.exit(violations.length > 0 || files === 0 ? 1 : 0);
}
