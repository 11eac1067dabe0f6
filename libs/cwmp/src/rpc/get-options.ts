import { readChild, readFlag, readItems, readNumber, readText, readToken } from '../fields/read-field.ts';
import { writeArray, writeFlag, writeNumber, writeOptionalText, writeText } from '../fields/write-field.ts';
import type { RpcCodec } from '../rpc-codec.ts';
import type { XmlElement } from '../xml/element.ts';

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

/** GetOptions reads the options set by vouchers (A.4.1.4). Deprecated. */
export interface GetOptions {
  readonly method: 'GetOptions';
  /** Empty for all. */
  readonly optionName: string;
}

export interface GetOptionsResponse {
  readonly method: 'GetOptionsResponse';
  readonly optionList: readonly CpeOption[];
}

export const getOptions: RpcCodec<GetOptions, GetOptionsResponse> = {
  method: 'GetOptions',
  encodeRequest: (request) => writeText('OptionName', request.optionName),
  decodeRequest: (element) => ({ method: 'GetOptions', optionName: readText(element, 'OptionName') }),
  encodeResponse: (response) => writeArray('OptionList', 'cwmp:OptionStruct', response.optionList.map(writeOption)),
  decodeResponse: (element, limits) => ({
    method: 'GetOptionsResponse',
    optionList: readItems(element, 'OptionList', limits.maxParameters).map(readOption),
  }),
};

function writeOption(option: CpeOption): string {
  const members = [
    writeText('OptionName', option.optionName),
    writeText('VoucherSN', option.voucherSn),
    writeNumber('State', option.state),
    writeText('Mode', option.mode),
    writeText('StartDate', option.startDate),
    writeOptionalText('ExpirationDate', option.expirationDate),
    writeFlag('IsTransferable', option.isTransferable),
  ];
  return `<OptionStruct>${members.join('')}</OptionStruct>`;
}

function readOption(struct: XmlElement): CpeOption {
  const expirationDate = readChild(struct, 'ExpirationDate')?.text.trim();
  return {
    optionName: readText(struct, 'OptionName'),
    voucherSn: readToken(struct, 'VoucherSN'),
    state: readNumber(struct, 'State'),
    mode: readToken(struct, 'Mode'),
    startDate: readToken(struct, 'StartDate'),
    ...(expirationDate === undefined ? {} : { expirationDate }),
    isTransferable: readFlag(struct, 'IsTransferable'),
  };
}
