/** Why a profile is refused, at one place. */
export interface ProfileProblem {
  /** JSON pointer into the document (RFC 6901): `/entries/3/rows/web/ExternalPort`; '' for the whole. */
  readonly pointer: string;
  readonly code: ProfileProblemCode;
  /** One sentence. */
  readonly detail: string;
  /** The other side of a conflict. */
  readonly other?: { readonly profile: string; readonly revision: number; readonly pointer: string };
}

export type ProfileProblemCode =
  /** Not of the JSON type it must be, or none of the words it can be. */
  | 'wrong_type'
  | 'missing'
  | 'unknown_member'
  | 'too_much'
  | 'bad_name'
  | 'bad_path'
  | 'bad_template'
  | 'bad_selector'
  /** Members that exclude each other, or two entries that do. */
  | 'contradiction'
  | 'conflict'
  | 'unknown_capability'
  | 'bad_value'
  /** A secret that would be kept, or come back, in the clear. */
  | 'exposed_secret'
  | 'read_only';

export const PROFILE_LIMITS = {
  entries: 2_000,
  /** Rows of one table. */
  rows: 1_000,
  /** Tables in rows of tables. */
  depth: 3,
  /** All of a document. */
  values: 20_000,
  keys: 16,
  /** Values of which any is fine. */
  oneOf: 16,
  /** Characters of all values together. */
  text: 64 * 1_024,
  /** Characters of the selector as JSON. */
  selector: 64 * 1_024,
  description: 2_000,
  priority: 1_000_000,
  /** More are not told. */
  problems: 100,
} as const;

export const PROFILE_NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** A place below another. A hostile name is not sent back at full length. */
export function pointerTo(pointer: string, member: string | number): string {
  return `${pointer}/${shown(String(member)).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Names come from outside and go back into a message. */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

export function problemAt(pointer: string, code: ProfileProblemCode, detail: string): ProfileProblem {
  return { pointer, code, detail };
}
