import { rowTarget, rowWish, targetOf, valueWish, wishOf } from './entry-target.ts';
import { isTableEntry, type ProfileEntry, type TableEntry, type ValueEntry } from './profile.ts';
import { pointerTo } from './profile-problem.ts';

/** What a document says about something, as it is written. */
export interface Claim {
  readonly target: string;
  readonly wish: string;
  readonly pointer: string;
}

/** Tables are merged by row: each row, the keys and the pruning are claims of their own. */
export function claimsOf(entries: readonly ProfileEntry[]): readonly Claim[] {
  return entries.flatMap((entry, index) => {
    const pointer = `/entries/${index}`;
    const target = targetOf(entry);
    return isTableEntry(entry) ? tableClaims(entry, target, pointer) : [valueClaim(entry, target, pointer)];
  });
}

function valueClaim(entry: ValueEntry, target: string, pointer: string): Claim {
  return { target, wish: valueWish(entry), pointer };
}

function tableClaims({ keys, prune, mode, rows }: TableEntry, target: string, pointer: string): readonly Claim[] {
  const ofRows = Object.entries(rows).map(([name, row]) => ({
    target: rowTarget(target, name),
    wish: rowWish(row, row.$mode ?? mode ?? 'enforce'),
    pointer: pointerTo(`${pointer}/rows`, name),
  }));
  return [
    ...ofRows,
    ...(keys ? [{ target: `${target} keys`, wish: wishOf(keys), pointer: `${pointer}/keys` }] : []),
    ...(prune ? [{ target: `${target} prune`, wish: prune, pointer: `${pointer}/prune` }] : []),
  ];
}
