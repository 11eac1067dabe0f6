import type { SORTABLE_DEVICE_FIELDS } from '#libs/domain';

type Sortable = (typeof SORTABLE_DEVICE_FIELDS)[number];

/**
 * What each sortable field is in SQL: the indexes and the queries must use the same words. None is ever NULL (a missing
 * one sorts first, as MongoDB does it), so that row values compare.
 */
export const DEVICE_SORT_EXPRESSIONS: Readonly<Record<Sortable, string>> = {
  id: 'id',
  'identity.manufacturer': "(document ->> '$.identity.manufacturer')",
  'identity.productClass': "(document ->> '$.identity.productClass')",
  'identity.serialNumber': "(document ->> '$.identity.serialNumber')",
  softwareVersion: "(document ->> '$.softwareVersion')",
  registeredAt: "(document ->> '$.registeredAt')",
  lastInformAt: 'last_inform_at',
  lastBootAt: "ifnull(document ->> '$.lastBootAt', '')",
};

/** A filterable field in SQL. The name must come from the field table: it becomes part of the statement. */
export function deviceColumn(field: string): string {
  if (field === 'id') return 'id';
  return field === 'lastInformAt' ? 'last_inform_at' : `(document ->> '$.${field}')`;
}
