/** Takes minutes, most of which it waits for servers: begun last, everything else would wait for it. */
const FIRST = /cluster\/leader-deaths/;
/** Whole processes, killed and begun anew: next to each other at the end, so that neither is beside what comes first. */
const LAST = /kafka-leader-death|killed-at-random|e2e\/mass-upgrade/;
/** Many processes each: among the others, so that there is seldom more than one of them at a time. */
const APART = /test\/src\/cluster\//;

/** The order of specs (jest's `testSequencer`). */
export default class LongestFirst {
  sort(tests) {
    const ordered = [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
    const isApart = (test) => rank(test) === 1 && APART.test(test.path);
    return spread(
      ordered.filter((test) => !isApart(test)),
      ordered.filter(isApart),
    );
  }

  allFailedTests() {
    return [];
  }

  cacheResults() {}
}

function rank({ path }) {
  if (FIRST.test(path)) return 0;
  return LAST.test(path) ? 2 : 1;
}

/** The few among the many, as far from each other as can be. */
function spread(many, few) {
  const each = many.length / (few.length + 1);
  const parts = [...few, undefined].map((one, n) => [
    ...many.slice(Math.round(n * each), Math.round((n + 1) * each)),
    ...(one === undefined ? [] : [one]),
  ]);
  return parts.flat();
}
