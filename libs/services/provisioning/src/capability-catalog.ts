import { CapabilityCatalog } from '#libs/domain';

export function capabilityCatalog(): CapabilityCatalog {
  return new CapabilityCatalog({ groups: [], capabilities: {}, locators: {}, overrides: [], uniqueKeys: {} });
}
