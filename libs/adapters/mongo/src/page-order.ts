import type { Query } from './filter-query.ts';
import type { CursorValue } from './page-cursor.ts';

/** An order by one field, then by `_id`. */
export interface PageOrder {
  readonly place: string;
  readonly descending: boolean;
}

export function sortOf({ place, descending }: PageOrder): Readonly<Record<string, 1 | -1>> {
  const direction = descending ? -1 : 1;
  return { [place]: direction, _id: direction };
}

/**
 * What comes after a document with this value and id, where MongoDB puts a missing value first. The bound on the field
 * alone lets it start in the index where the last page ended; the rest sorts out those with the same value.
 */
export function afterPage({ place, descending }: PageOrder, value: CursorValue, id: string): Query {
  if (place === '_id') return { _id: descending ? { $lt: id } : { $gt: id } };
  const sameBut = { _id: descending ? { $lt: id } : { $gt: id } };
  if (value === null) {
    return descending ? { [place]: { $eq: null }, ...sameBut } : { $or: [{ [place]: { $ne: null } }, sameBut] };
  }
  if (descending) {
    // `$lte` would leave out documents without the field.
    return {
      $and: [{ [place]: { $not: { $gt: value } } }, { $or: [{ [place]: { $not: { $gte: value } } }, sameBut] }],
    };
  }
  return { $and: [{ [place]: { $gte: value } }, { $or: [{ [place]: { $gt: value } }, sameBut] }] };
}
