export type FieldType = 'string' | 'number' | 'boolean' | 'string[]';

export interface Field {
  readonly type: FieldType;
  /** May be missing in a document. */
  readonly optional?: boolean;
  /** One line for the API reference. */
  readonly description: string;
}

/** The fields of a document a filter may name, by dotted name. What is not in the table does not exist. */
export type FieldTable = Pick<ReadonlyMap<string, Field>, 'get' | 'has' | 'keys' | 'values'> &
  Iterable<[string, Field]>;
