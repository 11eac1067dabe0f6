/** OptionStruct. */
export interface CpeOption {
  readonly optionName: string;
  readonly voucherSn: string;
  readonly state: number;
  readonly mode: string;
  readonly startDate: string;
  readonly expirationDate?: string;
  readonly isTransferable: boolean;
}

/** GetOptions reads the options set by vouchers (A.4.1.3). Deprecated. */
export interface GetOptions {
  readonly method: 'GetOptions';
  /** Empty for all. */
  readonly optionName: string;
}

export interface GetOptionsResponse {
  readonly method: 'GetOptionsResponse';
  readonly optionList: readonly CpeOption[];
}
