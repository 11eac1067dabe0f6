import { CapabilityCatalog } from '#libs/domain';
import type { EvaluateDevice } from './evaluate-device.ts';
import { evaluatePaths } from './evaluate-paths.ts';

/** What the capabilities are, and how it is decided what is to be done to a device: the one place that chooses them. */
export const desiredParts: { readonly catalog: CapabilityCatalog; readonly evaluate: EvaluateDevice } = {
  catalog: new CapabilityCatalog({ groups: [], capabilities: {}, locators: {}, overrides: [], uniqueKeys: {} }),
  evaluate: evaluatePaths,
};
