import { type ListLimits, readChild, readItems, readName, readXsiType } from '../fields/read-field.ts';
import { writeArray, writeText } from '../fields/write-field.ts';
import { type ParameterValue, VALUE_TYPES, type ValueType } from '../parameter-value.ts';
import type { XmlElement } from '../xml/element.ts';
import { escapeText } from '../xml/write.ts';

const TYPE_BY_NAME: ReadonlyMap<string, ValueType> = new Map([
  ...VALUE_TYPES.map((type) => [type, type] as const),
  ['base64Binary', 'base64'] as const,
]);

/** The `xsi:type` of a value: the schema takes base64 from SOAP's encoding, all others from XML Schema. */
function qualifiedType(type: ValueType): string {
  return type === 'base64' ? 'SOAP-ENC:base64' : `xsd:${type}`;
}

/** ParameterValueList as an argument called ParameterList. */
export function writeParameterValues(values: readonly ParameterValue[]): string {
  return writeArray('ParameterList', 'cwmp:ParameterValueStruct', values.map(writeParameterValue));
}

function writeParameterValue({ name, value, type }: ParameterValue): string {
  const typed = `<Value xsi:type="${qualifiedType(type)}">${escapeText(value)}</Value>`;
  return `<ParameterValueStruct>${writeText('Name', name)}${typed}</ParameterValueStruct>`;
}

/** Reads the argument ParameterList. A type that is missing or unknown is `string`. */
export function readParameterValues(parent: XmlElement, limits: ListLimits): readonly ParameterValue[] {
  return readItems(parent, 'ParameterList', limits.maxParameters).map(readParameterValue);
}

function readParameterValue(struct: XmlElement): ParameterValue {
  const element = readChild(struct, 'Value');
  const type = element === undefined ? 'string' : (TYPE_BY_NAME.get(readXsiType(element)) ?? 'string');
  const text = element?.text ?? '';
  // XML Schema collapses white space around every simple type but string, where it belongs to the value.
  return { name: readName(struct, 'Name'), value: type === 'string' ? text : text.trim(), type };
}
