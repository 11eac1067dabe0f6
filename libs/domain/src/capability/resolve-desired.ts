import type { Desired, DesiredTable } from '../desired/desired.ts';
import type { ReportedTree } from '../desired/reported-tree.ts';
import type { Device } from '../device/device.ts';
import { Fingerprint } from '../fingerprint.ts';
import { effectiveEntries } from '../profile/effective-entries.ts';
import type { EffectiveEntry } from '../profile/effective-entry.ts';
import type { ProfileRevision } from '../profile/profile.ts';
import { badValue, notSupported } from './apply-rule.ts';
import type { CapabilityCatalog } from './catalog.ts';
import { dropDangling } from './drop-dangling.ts';
import { RowLocator } from './locate-rows.ts';
import { mergeAbsences } from './merge-absences.ts';
import { mergeSettings } from './merge-settings.ts';
import { mergeTables } from './merge-tables.ts';
import { resolvePath, resolveTablePath } from './resolve-raw.ts';
import { resolveTable } from './resolve-table.ts';
import { resolveValue } from './resolve-value.ts';
import { type RankedTable, type Resolving, unmet, unranked, type Wishes } from './resolving.ts';
import { tableTexts, valueText } from './wish-text.ts';

/** More that can't be had are not told. */
export const MAX_UNMET = 100;

export interface DesiredFacts {
  readonly device: Pick<Device, 'id' | 'identity' | 'softwareVersion' | 'dataModel' | 'attributes'>;
  /** Those in force for the device, the highest priority first. */
  readonly revisions: readonly ProfileRevision[];
  readonly tree: ReportedTree;
  /** Which version there is of each of the device's secrets. */
  readonly secrets: Readonly<Record<string, { readonly version: number }>>;
  readonly catalog: CapabilityCatalog;
}

/** What profiles want of one device, in its own paths. Pure: the same for the same facts. */
export function resolveDesired({ device, revisions, tree, secrets, catalog }: DesiredFacts): Desired {
  const forDevice = catalog.for(device);
  const at: Resolving = {
    catalog: forDevice,
    device,
    data: { device, attributes: device.attributes, secrets },
    tree,
    locator: new RowLocator(forDevice, tree, device.dataModel.root),
  };
  const { entries, conflicts } = effectiveEntries(revisions);
  const wishes = entries.map((entry) => resolveEntry(entry, at));
  const settings = mergeSettings(wishes.flatMap((wish) => wish.settings));
  const tables = mergeTables(wishes.flatMap((wish) => wish.tables));
  const absences = mergeAbsences({
    settings: settings.merged,
    tables: tables.merged,
    absent: wishes.flatMap((wish) => wish.absent),
  });
  const had = dropDangling(absences);
  const unmetHere = [
    settings.conflicts,
    tables.conflicts,
    absences.unmet,
    had.unmet,
    ...wishes.map((one) => one.unmet),
  ];
  const wanted = {
    settings: had.settings.map(unranked),
    tables: had.tables.map(decided),
    absent: had.absent.map(unranked),
    unmet: [...conflicts, ...unmetHere.flat()].slice(0, MAX_UNMET),
    mayReboot: revisions.some(({ document }) => document.reboot === 'whenNeeded'),
  };
  return { ...wanted, stamp: stampOf(wanted) };
}

function resolveEntry(entry: EffectiveEntry, at: Resolving): Wishes {
  const name = entry.kind === 'value' ? entry.entry.capability : entry.capability;
  if (name === undefined) {
    if (entry.kind === 'table') return resolveTablePath(entry.table ?? '', entry, at);
    return resolvePath(entry.entry.path ?? '', entry, at);
  }
  const capability = at.catalog.catalog.find(name);
  if (capability === undefined) return unmet(name, notSupported('there is no such capability').refusal, entry.source);
  if (capability.kind === 'value') {
    if (entry.kind === 'value') return resolveValue(name, capability, entry, at);
    return unmet(name, badValue('it has a value and no rows').refusal, entry.source);
  }
  if (entry.kind === 'table') return resolveTable(name, capability, entry, at);
  return unmet(name, badValue('it has rows and no value').refusal, entry.source);
}

/** While a row can't be told, none may be deleted for not being declared. */
function decided({ undecided, priority: _, rows, prune, ...table }: RankedTable): DesiredTable {
  return { ...table, prune: undecided ? 'none' : prune, rows: rows.map(unranked) };
}

/**
 * Neither who wants it nor the order in which it was declared is in it, nor what the CPE says of its parameters, but for
 * which of several values it has.
 */
function stampOf({ settings, tables, absent, mayReboot }: Omit<Desired, 'stamp' | 'unmet'>): string {
  const hash = new Fingerprint();
  const wishes = settings.map((one) =>
    JSON.stringify([one.path, one.mode, one.notification ?? null, valueText(one, false)]),
  );
  for (const wish of wishes.toSorted()) hash.add(wish);
  for (const table of tableTexts(tables, false)) hash.add(`t${table}`);
  for (const path of absent.map((one) => one.path).toSorted()) hash.add(`a${path}`);
  hash.add(String(mayReboot));
  return hash.text();
}
