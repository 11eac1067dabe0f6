/** AddObject creates a row of a table (A.3.2.6). Not idempotent. */
export interface AddObject {
  readonly method: 'AddObject';
  /** Path of the table, with its final dot. */
  readonly objectName: string;
  readonly parameterKey: string;
}

export interface AddObjectResponse {
  readonly method: 'AddObjectResponse';
  readonly instanceNumber: number;
  readonly status: number;
}
