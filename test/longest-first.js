/** Takes minutes, most of which it waits for servers: begun last, everything else would wait for it. */
const FIRST = /cluster\/leader-deaths/;
/** Whole processes, killed and begun anew: next to each other at the end, so that neither is beside what comes first. */
const LAST = /kafka-leader-death|killed-at-random|e2e\/mass-upgrade/;

/** The order of specs (jest's `testSequencer`). */
export default class LongestFirst {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
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
