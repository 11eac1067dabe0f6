/** Specs that wait for servers to die and come back take minutes: begun last, all others would wait for them. */
const LONG = [
  /cluster\/leader-deaths/,
  /kafka-leader-death/,
  /mass-upgrade/,
  /killed-at-random/,
  /scenarios\/cluster/,
  /cluster\//,
  /e2e\/killed/,
  /kafka-event-bus/,
];

/** The order of specs (jest's `testSequencer`): the longest first, the others by name. */
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
  const at = LONG.findIndex((pattern) => pattern.test(path));
  return at === -1 ? LONG.length : at;
}
