/** A profile as V8 makes it (`Profiler.Profile` of the Chrome DevTools protocol). */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Ids of the nodes that were found running … */
  readonly samples: readonly number[];
  /** … and how long since the sample before, in microseconds. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** Time of a thread that code of one library took, with what Node and V8 did on its behalf. */
export interface LibraryTime {
  /** A package, or a library of this project as `libs/domain`. */
  readonly library: string;
  readonly us: number;
}

export const RUNTIME = 'Node itself';
const COLLECTOR = 'garbage collection';
const SPECIAL: Readonly<Record<string, string>> = {
  '(garbage collector)': COLLECTOR,
  '(program)': 'outside JavaScript',
};

/** Where the time went, most first; what was spent waiting is left out. */
export function timeByLibrary({ nodes, samples, timeDeltas }: CpuProfile): readonly LibraryTime[] {
  const libraries = librariesOf(nodes);
  const times = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const library = libraries.get(id);
    // A sample stands for the time after it.
    if (library !== undefined) times.set(library, (times.get(library) ?? 0) + (timeDeltas[at + 1] ?? 0));
  }
  return [...times].map(([library, us]) => ({ library, us })).toSorted((a, b) => b.us - a.us);
}

/** The same shares of another time: samples go on while other processes have the core. */
export function scaledTo(us: number, times: readonly LibraryTime[]): readonly LibraryTime[] {
  const all = times.reduce((sum, one) => sum + one.us, 0);
  return times.map((one) => ({ library: one.library, us: (one.us / all) * us }));
}

/** By node; none for those that wait. What has no place of its own counts for who called it. */
function librariesOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children = [] }) => children));
  const libraries = new Map<number, string>();
  const visit = (node: ProfileNode, caller: string) => {
    const { functionName, url } = node.callFrame;
    const library = SPECIAL[functionName] ?? libraryAt(url) ?? caller;
    if (functionName !== '(idle)') libraries.set(node.id, library);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) visit(child, library);
    }
  };
  for (const node of nodes) if (!called.has(node.id)) visit(node, RUNTIME);
  return libraries;
}

function libraryAt(url: string): string | undefined {
  const [, installed] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  if (installed !== undefined) return installed;
  return /\/dist\/((?:libs|apps)\/.*?)\/src\//.exec(url)?.[1];
}
