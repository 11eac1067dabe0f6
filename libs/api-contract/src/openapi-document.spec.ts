import { openApiDocument } from './openapi-document.ts';
import { allRoutes, methodsOf } from './routes.ts';

const document = openApiDocument({
  version: '1',
  filterFields: [{ name: 'tags', type: 'string[]', description: 'Tags.' }],
  sortFields: ['id'],
});
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

function* nodesOf(node: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (node === null || typeof node !== 'object') return;
  if (!Array.isArray(node)) yield node as Record<string, unknown>;
  for (const member of Object.values(node)) yield* nodesOf(member);
}

describe('the OpenAPI document', () => {
  test('has every row of the route table', () => {
    expect(operations).toHaveLength(allRoutes.length);
  });

  test('gives each operation an id of its own and words', () => {
    expect(new Set(operations.map((operation) => operation.operationId)).size).toBe(operations.length);
    expect(operations.filter((operation) => !operation.summary)).toEqual([]);
  });

  test('refers only to what is there, and has no schema that nothing refers to', () => {
    const known = Object.keys(document.components.schemas).map((id) => `#/components/schemas/${id}`);
    const used = [...nodesOf(document)].flatMap((node) => (typeof node.$ref === 'string' ? [node.$ref] : []));
    expect(used.filter((reference) => !known.includes(reference))).toEqual([]);
    expect(known.filter((reference) => !used.includes(reference))).toEqual([]);
  });

  test('declares exactly the parameters that stand in each path', () => {
    for (const [, route] of allRoutes) {
      const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(Object.keys(route.params?.shape ?? {})).toEqual(inPath);
    }
  });

  test('requires what stands in the path, and no other parameter', () => {
    const parameters = operations.flatMap((operation) => operation.parameters as { in: string; required: boolean }[]);
    expect(parameters.filter((parameter) => parameter.required !== (parameter.in === 'path'))).toEqual([]);
  });

  test('says of every operation what its problems look like', () => {
    for (const operation of operations) {
      const responses = operation.responses as Record<string, { content?: Record<string, unknown> }>;
      expect(Object.keys(responses['500']?.content ?? {})).toEqual(['application/problem+json']);
    }
  });

  test('asks for the kind of a command and shows what goes with it', () => {
    const schemas = document.components.schemas as Record<string, { required?: string[]; properties?: object }>;
    expect(schemas.RebootCommand?.required).toEqual(['kind']);
    expect(schemas.DownloadCommand?.required).toEqual(['kind']);
    expect(schemas.UploadCommand?.required).toEqual(['kind', 'fileType']);
  });

  test('holds no identifiers of other documents', () => {
    expect([...nodesOf(document.components)].filter((node) => '$id' in node || '$schema' in node)).toEqual([]);
  });
});

describe('the methods of a path', () => {
  test.each([
    ['/api/v1/devices', ['get']],
    ['/api/v1/devices/a', ['get', 'patch', 'delete']],
    ['/api/v1/devices/a/commands', ['get', 'post']],
    ['/', ['get']],
    ['/api/v1/devices/', []],
    ['/api/v2/devices', []],
    ['', []],
  ])('%s', (path, methods) => {
    expect(methodsOf(path)).toEqual(methods);
  });
});
