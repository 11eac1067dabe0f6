import { readItems } from '../fields/read-field.ts';
import { writeArray, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';

/** SetVouchers hands option vouchers to the CPE (A.4.1.3). Deprecated. */
export interface SetVouchers {
  readonly method: 'SetVouchers';
  /** Base64 text of each voucher. */
  readonly voucherList: readonly string[];
}

export interface SetVouchersResponse {
  readonly method: 'SetVouchersResponse';
}

export const setVouchers: RpcCodec<SetVouchers, SetVouchersResponse> = {
  method: 'SetVouchers',
  encodeRequest: (request) =>
    writeArray(
      'VoucherList',
      'SOAP-ENC:base64',
      request.voucherList.map((voucher) => writeText('base64', voucher)),
    ),
  decodeRequest: (element, limits) => ({
    method: 'SetVouchers',
    voucherList: readItems(element, 'VoucherList', limits.maxParameters).map((item) => item.text.trim()),
  }),
  encodeResponse: () => '',
  decodeResponse: () => ({ method: 'SetVouchersResponse' }),
};
