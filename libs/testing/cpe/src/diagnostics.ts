import type { DeviceTree } from './tree/device-tree.ts';

/** The objects whose test the ACS has requested. */
export const requestedDiagnostics = (tree: DeviceTree): readonly string[] =>
  tree.model.diagnostics
    .map(({ object }) => object)
    .filter((object) => tree.value(`${object}DiagnosticsState`) === 'Requested');

/** Runs the tests that are requested (TR-143): the results and the final state are in the tree afterwards. */
export function runDiagnostics(tree: DeviceTree): void {
  const requested = requestedDiagnostics(tree);
  for (const { object, target, complete, results } of tree.model.diagnostics) {
    if (!requested.includes(object)) continue;
    const host = tree.value(object + target) ?? '';
    // The names of RFC 6761 that never resolve stand for a host that is not there.
    const isUnknown = host === '' || /\.invalid(?:[:/]|$)/.test(host);
    for (const [name, value] of Object.entries(isUnknown ? {} : results)) tree.put(object + name, value);
    tree.put(`${object}DiagnosticsState`, isUnknown ? 'Error_CannotResolveHostName' : complete);
  }
}
