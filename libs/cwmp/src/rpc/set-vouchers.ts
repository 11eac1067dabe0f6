/** SetVouchers hands option vouchers to the CPE (A.4.1.2). Deprecated. */
export interface SetVouchers {
  readonly method: 'SetVouchers';
  /** Base64 text of each voucher. */
  readonly voucherList: readonly string[];
}

export interface SetVouchersResponse {
  readonly method: 'SetVouchersResponse';
}
