import type { Device } from '../device/device.ts';
import type { ProfileEntry } from '../profile/profile.ts';
import type { Meaning } from '../profile/profile-facts.ts';
import type {
  Capability,
  CapabilityGroup,
  CatalogParts,
  Locator,
  ModelKind,
  Override,
  TableMapping,
  ValueMapping,
} from './capability.ts';
import { isTableMapping, MODEL_KINDS } from './capability.ts';
import { closeness, matchesDevice } from './matches-device.ts';
import { meaningsOf } from './meanings.ts';

/** All capabilities there are. The parts must be free of problems (`catalogProblems`). */
export class CapabilityCatalog {
  readonly parts: CatalogParts;
  readonly #capabilities: ReadonlyMap<string, Capability>;
  readonly #uniqueKeys: ReadonlyMap<string, readonly string[]>;
  /** What matches least comes first, so that what matches closest has the last word. */
  readonly #overrides: readonly Override[];
  /** By the overrides that apply: as many as there are kinds of device, whatever devices say of themselves. */
  readonly #forDevices = new Map<string, DeviceCatalog>();

  constructor(parts: CatalogParts) {
    this.parts = parts;
    this.#capabilities = new Map(Object.entries(parts.capabilities));
    this.#uniqueKeys = new Map(Object.entries(parts.uniqueKeys));
    this.#overrides = parts.overrides.toSorted((a, b) => closeness(a.match) - closeness(b.match));
  }

  get groups(): readonly CapabilityGroup[] {
    return this.parts.groups;
  }

  find(name: string): Capability | undefined {
    return this.#capabilities.get(name);
  }

  names(): readonly string[] {
    return [...this.#capabilities.keys()];
  }

  /** By which parameters the standard tells rows apart; the path with instance numbers or `*` for rows. */
  uniqueKeys(table: string): readonly string[] {
    return this.#uniqueKeys.get(table.replace(/\.(?:\d+|\*)(?=\.)/g, '.{i}')) ?? [];
  }

  meanings(entry: ProfileEntry, pointer: string): readonly Meaning[] {
    return meaningsOf(entry, pointer, this.parts);
  }

  /** The catalog as it holds for a device: its data model, with what its vendor does differently. */
  for(device: Pick<Device, 'identity' | 'softwareVersion' | 'dataModel'>): DeviceCatalog {
    const kind = MODEL_KINDS.find((each) => each === device.dataModel.kind);
    const applying = this.#overrides.filter(({ match }) => matchesDevice(match, device));
    const key = [kind ?? '', ...applying.map((override) => this.#overrides.indexOf(override))].join('/');
    const known = this.#forDevices.get(key);
    if (known) return known;
    const made = new DeviceCatalog(this, kind, applying);
    this.#forDevices.set(key, made);
    return made;
  }
}

/** Mappings and locators of one data model, and one vendor's overrides. */
export class DeviceCatalog {
  readonly catalog: CapabilityCatalog;
  readonly kind: ModelKind | undefined;
  readonly #mappings = new Map<string, readonly (ValueMapping | TableMapping)[]>();
  readonly #locators = new Map<string, readonly Locator[]>();

  constructor(catalog: CapabilityCatalog, kind: ModelKind | undefined, overrides: readonly Override[]) {
    this.catalog = catalog;
    this.kind = kind;
    if (kind === undefined) return;
    for (const layer of [catalog.parts, ...overrides]) {
      for (const [name, locators] of Object.entries(layer.locators[kind] ?? {})) this.#locators.set(name, locators);
    }
    for (const name of catalog.names()) this.#mappings.set(name, catalog.find(name)?.models[kind] ?? []);
    for (const { capabilities } of overrides) {
      for (const [name, models] of Object.entries(capabilities)) {
        const mappings = models[kind];
        if (mappings) this.#mappings.set(name, mappings);
      }
    }
  }

  /** To stand in a message. */
  get modelName(): string {
    return this.kind === undefined ? 'the data model of this device' : `the data model ${this.kind}`;
  }

  valueMappings(name: string): readonly ValueMapping[] {
    return this.#of(name).filter((mapping): mapping is ValueMapping => !isTableMapping(mapping));
  }

  tableMappings(name: string): readonly TableMapping[] {
    return this.#of(name).filter(isTableMapping);
  }

  locators(name: string): readonly Locator[] | undefined {
    return this.#locators.get(name);
  }

  #of(name: string): readonly (ValueMapping | TableMapping)[] {
    return this.#mappings.get(name) ?? [];
  }
}
