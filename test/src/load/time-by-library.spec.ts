import { type CpuProfile, RUNTIME, scaledTo, timeByLibrary } from './time-by-library.ts';

const DIST = 'file:///opt/acs/dist';
const node = (id: number, functionName: string, url: string, children: readonly number[] = []) => ({
  id,
  callFrame: { functionName, url },
  children,
});

/** Samples of the node of each id, that long. */
function profile(nodes: CpuProfile['nodes'], samples: readonly (readonly [id: number, us: number])[]): CpuProfile {
  return { nodes, samples: [...samples.map(([id]) => id), 0], timeDeltas: [0, ...samples.map(([, us]) => us)] };
}

const NODES = [
  node(1, '(root)', '', [2, 4, 7, 8]),
  node(2, 'handle', `${DIST}/libs/services/provisioning/src/turn.js`, [3]),
  node(3, 'stringify', ''),
  node(4, 'processTicks', 'node:internal/process/task_queues', [5]),
  node(5, 'write', 'file:///opt/acs/node_modules/mongodb/lib/connection.js', [6]),
  node(6, 'writev', 'node:net'),
  node(7, '(idle)', ''),
  node(8, '(garbage collector)', ''),
];

test('time is told by library, with what the runtime did for it, and without waiting', () => {
  const times = timeByLibrary(
    profile(NODES, [
      [3, 30],
      [2, 10],
      [6, 100],
      [5, 1],
      [4, 7],
      [7, 5_000],
      [8, 20],
    ]),
  );
  expect(times).toEqual([
    { library: 'mongodb', us: 101 },
    { library: 'libs/services/provisioning', us: 40 },
    { library: 'garbage collection', us: 20 },
    { library: RUNTIME, us: 7 },
  ]);
});

test.each([
  ['file:///opt/acs/node_modules/@nestjs/core/index.js', '@nestjs/core'],
  ['file:///opt/acs/node_modules/a/node_modules/b/index.js', 'b'],
  [`${DIST}/libs/adapters/mongo/src/retry.js`, 'libs/adapters/mongo'],
  [`${DIST}/apps/muster/src/main.js`, 'apps/muster'],
])('what lies at %s belongs to %s', (url, library) => {
  expect(timeByLibrary(profile([node(1, 'f', url)], [[1, 5]]))).toEqual([{ library, us: 5 }]);
});

test('shares stay when the time is another', () => {
  const times = [
    { library: 'a', us: 30 },
    { library: 'b', us: 10 },
  ];
  expect(scaledTo(20, times)).toEqual([
    { library: 'a', us: 15 },
    { library: 'b', us: 5 },
  ]);
});
