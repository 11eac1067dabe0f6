// Which project may depend on which, checked on the graph that Nx writes, then per file.
//   node test/boundaries.mjs dist/graph.json
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { kindOf, mayUseProject } from './boundary-rules.mjs';
import { checkImports } from './external-imports.mjs';

/** All violations in a graph of Nx, one sentence each. Specs count with their project, as Nx does not tell them apart. */
export function checkGraph({ nodes, dependencies }) {
  const project = (name) => ({ name, kind: kindOf(nodes[name].data.tags ?? []) });
  const edges = Object.values(dependencies)
    .flat()
    .filter(({ source, target }) => nodes[source] && nodes[target]);
  const forbidden = edges
    .map(({ source, target }) => [project(source), project(target)])
    .filter(([source, target]) => !mayUseProject(source, target, { spec: true }))
    .map(([source, target]) => `${source.name} (${source.kind}) must not depend on ${target.name} (${target.kind})`);
  const untagged = Object.keys(nodes)
    .filter((name) => project(name).kind === undefined)
    .map((name) => `${name} has no type: tag`);
  // Without analyzeSourceFiles Nx draws no edges, and every rule would hold.
  const blind = edges.length === 0 ? ['the graph has no edges: is analyzeSourceFiles on?'] : [];
  return [...new Set([...forbidden, ...untagged, ...blind])];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { graph } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  const inGraph = checkGraph(graph);
  const { violations: inFiles, files } = checkImports(path.resolve('.'));
  for (const violation of [...inGraph, ...inFiles]) console.error(violation);
  const count = inGraph.length + inFiles.length;
  console.log(`boundaries: ${Object.keys(graph.nodes).length} projects, ${files} files, ${count} violations`);
  process.exit(count > 0 || files === 0 ? 1 : 0);
}
