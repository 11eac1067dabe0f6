/** DeleteObject removes a row and all below it (A.3.2.7). */
export interface DeleteObject {
  readonly method: 'DeleteObject';
  /** Path of the row, with its final dot. */
  readonly objectName: string;
  readonly parameterKey: string;
}

export interface DeleteObjectResponse {
  readonly method: 'DeleteObjectResponse';
  readonly status: number;
}
