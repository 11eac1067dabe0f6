/** GetRPCMethods asks the other side which methods it supports (A.3.1.1). Both sides may ask. */
export interface GetRpcMethods {
  readonly method: 'GetRPCMethods';
}

export interface GetRpcMethodsResponse {
  readonly method: 'GetRPCMethodsResponse';
  readonly methodList: readonly string[];
}
