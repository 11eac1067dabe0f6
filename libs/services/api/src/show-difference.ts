import { type Difference, isSecretPath, type RowState } from '#libs/domain';
import { HIDDEN, shownText, shownValue } from './hidden-value.ts';
import { type IsHidden, NOTIFICATIONS } from './show-plan.ts';

/** One thing that is not as declared, as operators see it. */
export function showDifference(difference: Difference) {
  const { what, source } = difference;
  switch (difference.what) {
    case 'value': {
      const { path, value, writeOnly, observed } = difference;
      const hidden = writeOnly || isSecretPath(path);
      const reported = hidden && difference.reported ? HIDDEN : shownText(path, difference.reported);
      return {
        what,
        subject: path,
        desired: shownValue(path, value, hidden),
        ...(reported === undefined ? {} : { reported }),
        ...(observed ? { observed: true as const } : {}),
        source,
      };
    }
    case 'attribute':
      return { what, subject: difference.path, desired: NOTIFICATIONS[difference.notification], source };
    case 'missingRow':
    case 'ambiguous':
      return { what, subject: difference.row.name, source };
    case 'unwanted':
      return { what, subject: difference.row ?? difference.path, source };
    default:
      return { what, subject: difference.path, source };
  }
}

/** Secret parameters by their names, and those that are known to read back empty. */
export function hiddenBy(differences: readonly Difference[]): IsHidden {
  const hidden = new Set(differences.flatMap(hiddenPaths));
  return (path) => isSecretPath(path) || hidden.has(path);
}

function hiddenPaths(difference: Difference): readonly string[] {
  if (difference.what === 'missingRow') return hiddenInRow(difference.row);
  return difference.what === 'value' && difference.writeOnly ? [difference.path] : [];
}

function hiddenInRow({ path, row, tables }: RowState): readonly string[] {
  const own = row.values.flatMap(({ name, writeOnly }) => (writeOnly ? [path + name] : []));
  return [...own, ...tables.flatMap(({ rows }) => rows.flatMap(hiddenInRow))];
}
