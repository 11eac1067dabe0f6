import {
  type Desired,
  type DesiredRow,
  type DesiredTable,
  type DesiredValue,
  diff,
  type EffectiveEntry,
  type EffectiveTable,
  effectiveEntries,
  Fingerprint,
  fillValue,
  makePlan,
  type Scalar,
  type Source,
  type TemplateData,
  type Unmet,
} from '#libs/domain';
import type { EvaluateDevice } from './evaluate-device.ts';

/** Evaluates what is declared by paths; capabilities are none of its business and are told as not supported. */
export const evaluatePaths: EvaluateDevice = ({ device, tree, revisions, secrets, generation, limits }) => {
  const { entries, conflicts } = effectiveEntries(revisions);
  const data = { device, attributes: device.attributes, secrets };
  const made = entries.map((entry) => wishOf(entry, data));
  const desired: Desired = {
    settings: made.flatMap(({ settings = [] }) => settings),
    tables: made.flatMap(({ tables = [] }) => tables),
    absent: made.flatMap(({ absent = [] }) => absent),
    unmet: [...conflicts, ...made.flatMap(({ unmet = [] }) => unmet)],
    mayReboot: limits.mayReboot,
    stamp: stampOf(revisions.map(({ profile, number }) => `${profile}@${number}`)),
  };
  const { rows = {}, written = {}, seeded = {} } = device.sync ?? {};
  const facts = { tree, sync: { rows, written, seeded }, suspect: false, notifications: new Map<string, number>() };
  const { differences } = diff(desired, facts);
  const plan = makePlan(differences, { ...limits, generation, stamp: desired.stamp });
  return { desired, differences, plan, findings: [] };
};

type Wish = Partial<Pick<Desired, 'settings' | 'tables' | 'absent' | 'unmet'>>;

function wishOf(effective: EffectiveEntry, data: TemplateData): Wish {
  if (effective.kind === 'table') return tableWish(effective, data);
  const { entry, mode, source } = effective;
  const { path, value } = entry;
  if (path === undefined) return notSupported(entry.capability ?? '', source);
  if (mode === 'forbid') return { absent: [{ path, source }] };
  const filled = filledValue(path, value, data, source);
  if ('reason' in filled) return { unmet: [filled] };
  return { settings: [{ path, value: filled.value, mode, writeOnly: isSecret(filled), risky: false, source }] };
}

function tableWish(
  { table, capability, keys = [], prune = 'owned', rows, source }: EffectiveTable,
  data: TemplateData,
): Wish {
  if (table === undefined) return notSupported(capability ?? '', source);
  const unmet: Unmet[] = [];
  const made = rows.map(({ name, row, mode, source: from }): DesiredRow => {
    const values = Object.entries(row).flatMap(([member, wanted]) => {
      if (member.startsWith('$') || wanted === undefined || typeof wanted === 'object') return [];
      const filled = filledValue(`${table}${name}.${member}`, wanted, data, from);
      if ('reason' in filled) {
        unmet.push(filled);
        return [];
      }
      const valueMode = mode === 'forbid' ? 'enforce' : mode;
      return [
        { name: member, value: filled.value, mode: valueMode, writeOnly: isSecret(filled), risky: false, source: from },
      ];
    });
    return { name, mode, values, tables: [], source: from };
  });
  const wish: DesiredTable = { path: table, keys, prune, rows: made, source };
  return { tables: [wish], unmet };
}

function isSecret({ value }: { readonly value: { readonly kind: string } }): boolean {
  return value.kind === 'secret';
}

function filledValue(
  subject: string,
  value: Scalar | undefined,
  data: TemplateData,
  source: Source,
): { readonly value: DesiredValue } | Unmet {
  const filled = fillValue(value ?? '', data);
  if ('problem' in filled) return { subject, reason: 'bad_value', detail: filled.problem, source };
  if ('missing' in filled) {
    return { subject, reason: 'missing_data', detail: `${filled.missing} is not set for this device`, source };
  }
  return { value: filled };
}

function notSupported(subject: string, source: Source): Wish {
  return { unmet: [{ subject, reason: 'not_supported', detail: 'no capability of that name is known here', source }] };
}

function stampOf(parts: readonly string[]): string {
  const hash = new Fingerprint();
  for (const part of parts) hash.add(part);
  return hash.text();
}
