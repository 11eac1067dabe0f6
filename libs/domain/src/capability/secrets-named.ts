import { isTableEntry, type ProfileRevision, type RowsOfTable, type Scalar } from '../profile/profile.ts';
import { parseTemplate } from '../profile/template.ts';

/** Names of the secrets that values of these profiles refer to, by the alphabet: what must be loaded to resolve them. */
export function secretsNamed(revisions: readonly ProfileRevision[]): readonly string[] {
  const values = revisions.flatMap(({ document }) =>
    document.entries.flatMap((entry) => (isTableEntry(entry) ? valuesIn(entry) : [entry.value])),
  );
  return [...new Set(values.flatMap(secretsIn))].toSorted();
}

function valuesIn({ rows }: RowsOfTable): readonly (Scalar | undefined)[] {
  return Object.values(rows).flatMap((row) =>
    Object.values(row).flatMap((member) => (typeof member === 'object' ? valuesIn(member) : [member])),
  );
}

function secretsIn(value: Scalar | undefined): readonly string[] {
  if (typeof value !== 'string' || !value.includes(`\${secrets.`)) return [];
  const parsed = parseTemplate(value);
  if ('problem' in parsed) return [];
  return parsed.template.flatMap((part) => (typeof part === 'object' && 'secret' in part ? [part.secret] : []));
}
