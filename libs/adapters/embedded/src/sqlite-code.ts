/** The result codes of SQLite that are told apart here. */
export const SQLITE = { error: 1, busy: 5, corrupt: 11, constraint: 19, notADatabase: 26 } as const;

/** The primary result code of an error of SQLite, undefined for any other. */
export function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return Number(error.errcode) & 0xff;
}
