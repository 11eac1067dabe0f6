import type { Filter } from '#libs/domain';

/** Devices of which a condition other than InSync is true, in the words of an index of few entries. */
export const DIFFERING_SQL = `(document ->> '$.conditions') NOT IN ('[]', '["InSync"]')`;

/** Whether the filter selects none but those. False says nothing. */
export function selectsDiffering(filter: Filter): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.some(selectsDiffering);
    case 'eq':
      return filter.field === 'conditions' && isDiffering(filter.value);
    case 'in':
      return filter.field === 'conditions' && filter.values.every(isDiffering);
    default:
      return false;
  }
}

function isDiffering(value: unknown): boolean {
  return typeof value === 'string' && value !== 'InSync';
}
