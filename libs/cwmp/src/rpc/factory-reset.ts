import type { RpcCodec } from '../rpc-codec.ts';

/** FactoryReset returns the CPE to its factory state after the session (A.4.1.6). */
export interface FactoryReset {
  readonly method: 'FactoryReset';
}

export interface FactoryResetResponse {
  readonly method: 'FactoryResetResponse';
}

export const factoryReset: RpcCodec<FactoryReset, FactoryResetResponse> = {
  method: 'FactoryReset',
  encodeRequest: () => '',
  decodeRequest: () => ({ method: 'FactoryReset' }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'FactoryResetResponse' }),
};
