// What may import what, as data. Checked twice: per project by boundaries.mjs on the graph of Nx, per file by
// external-imports.mjs on the import statements.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The kinds of project a kind may depend on, in the sources that run in production. */
const sourceMayUse = {
  app: ['service', 'platform'],
  service: ['domain', 'protocol', 'data', 'platform', 'contract'],
  platform: ['domain', 'protocol', 'adapter'],
  adapter: ['domain', 'protocol'],
  domain: ['protocol'],
  data: ['domain', 'protocol'],
  protocol: [],
  contract: ['contract'],
  testkit: ['domain', 'protocol', 'testkit'],
  e2e: ['service', 'platform', 'adapter', 'domain', 'protocol', 'data', 'contract', 'testkit'],
};

/** Specs may use these as well. Not in domain and protocol: adapters and testkit are built on them. */
const specMayAlsoUse = ['adapter', 'testkit'];
const withoutSpecExtras = ['domain', 'protocol', 'contract'];

/** Projects that may use one kind more than their own kind may. */
const exceptions = { 'cpe-simulator': ['testkit'] };

/** Everything that some file of the project may depend on; a spec may depend on more than a source. */
export function mayUseProject(source, target, { spec }) {
  if (source.name === target.name) return true;
  const extras = spec && !withoutSpecExtras.includes(source.kind) ? specMayAlsoUse : [];
  const allowed = [...(sourceMayUse[source.kind] ?? []), ...extras, ...(exceptions[source.name] ?? [])];
  return allowed.includes(target.kind);
}

const nestFile = /\.(module|controller|consumer|filter|guard)\.ts$/;
const specPackages =
  /^(node:|@nestjs\/|fast-check$|fast-xml-parser$|mingo$|rxjs$|reflect-metadata$|zod$|@jest\/globals$|@opentelemetry\/)/;

/** Writes certificates, which Node cannot. */
const certificatesForTests = 'libs/testing/certificates/';

/** The external packages that sources of a kind may import; `file` is the path. */
const externalAllowed = {
  app: () => /^node:/,
  service: (file) =>
    nestFile.test(file)
      ? /^(node:|@nestjs\/|rxjs$|zod$|fastify$|swagger-ui-dist$|@opentelemetry\/api$)/
      : /^(node:|zod$|@opentelemetry\/api$|swagger-ui-dist$)/,
  platform: () => /^(node:|@nestjs\/|@opentelemetry\/|fastify$|pino$|reflect-metadata$|rxjs$|zod$)/,
  adapter: (file) => new RegExp(`^(node:|${clientOf(file)}$)`),
  domain: () => /^$/,
  data: () => /^$/,
  protocol: () => /^(node:(buffer|util)|fast-xml-parser)$/,
  contract: () => /^zod$/,
  testkit: (file) =>
    file.startsWith(certificatesForTests)
      ? /^(node:|@peculiar\/x509$|reflect-metadata$)/
      : /^(node:|fast-xml-parser$|fast-check$|@jest\/globals$)/,
  e2e: () => /./,
};

/** Clients of servers, each of which only its adapter may import, also in specs. */
/** Starts the servers and proves with their own clients that they work. */
export const serversForTests = 'libs/testing/servers';

export const clients = { kafkajs: 'kafka', ioredis: 'redis', mongoose: 'mongo' };

export function mayUsePackage(project, file, specifier, { spec }) {
  const owner = clients[packageName(specifier)];
  if (owner !== undefined) return [`libs/adapters/${owner}`, serversForTests].includes(project.root);
  if (spec && specPackages.test(specifier)) return true;
  return externalAllowed[project.kind]?.(file).test(specifier) ?? false;
}

/** `@scope/name` or `name` of `name/deep/path`. */
export function packageName(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function clientOf(file) {
  const technology = /^libs\/adapters\/([^/]+)\//.exec(file)?.[1];
  return Object.keys(clients).find((client) => clients[client] === technology) ?? '-';
}

/** The projects below `root`: `{ name, root, kind }`, found by their project.json. */
export function findProjects(root) {
  const folders = ['apps', 'libs', 'test'].filter((folder) => existsSync(path.join(root, folder)));
  return folders.flatMap((folder) => projectsBelow(root, folder));
}

function projectsBelow(root, folder) {
  const file = path.join(root, folder, 'project.json');
  if (existsSync(file)) {
    const { name, tags = [] } = JSON.parse(readFileSync(file, 'utf8'));
    return [{ name, root: folder, kind: kindOf(tags) }];
  }
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap((entry) => projectsBelow(root, `${folder}/${entry.name}`));
}

/** The kind in `type:kind`. */
export function kindOf(tags) {
  return tags.find((tag) => tag.startsWith('type:'))?.slice('type:'.length);
}
