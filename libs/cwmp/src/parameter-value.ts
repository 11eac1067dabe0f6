/** The XML Schema types a parameter value may carry in `xsi:type` (TR-106 §3.2; `base64` is SOAP-ENC's name for it). */
export const VALUE_TYPES = [
  'string',
  'int',
  'unsignedInt',
  'long',
  'unsignedLong',
  'boolean',
  'dateTime',
  'base64',
  'hexBinary',
] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** ParameterValueStruct. The value stays in its lexical form, exactly as it stood on the wire. */
export interface ParameterValue {
  readonly name: string;
  readonly value: string;
  readonly type: ValueType;
}
