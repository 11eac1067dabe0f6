import type { ValueType } from '#libs/cwmp';
import { XSI } from './envelope-style.ts';
import { type Argument, type ArgumentKind, DU_OPERATIONS } from './rpc-schema.ts';
import { attributeOf, childNamed, childrenNamed, type XmlNode } from './xml-node.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the arguments of an RPC into the fields of its typed message. Lenient, as a device is: what is missing reads as
 * empty, zero or false. What the standard thinks of it is for `checkArguments` to say.
 */
export function readArguments(element: XmlNode, schema: readonly Argument[]): Fields {
  const fields: Record<string, unknown> = {};
  for (const { element: name, key, kind } of schema) {
    if (kind.is === 'operations') fields[key] = operationsOf(element, name).map(readOperation);
    else fields[key] = readValue(childNamed(element, name), kind);
    // The type of a parameter's value is a second field beside it.
    if (kind.is === 'anySimpleType') fields.type = valueTypeOf(childNamed(element, name));
  }
  return fields;
}

/**
 * The operations of a ChangeDUState: `Operations` is either the operation itself, again for each, or one list of them.
 * Both are read, because implementations of the standard's abstract OperationStruct differ.
 */
export function operationsOf(element: XmlNode, name: string): readonly XmlNode[] {
  return childrenNamed(element, name).flatMap((each) => {
    const inside = each.children.filter((child) => operationTypeOf(child) !== undefined);
    return inside.length > 0 ? inside : [each];
  });
}

/** The local name of an operation's type, from `xsi:type` or from its element name. */
export function operationTypeOf(element: XmlNode): keyof typeof DU_OPERATIONS | undefined {
  const type = attributeOf(element, XSI, 'type')?.split(':').at(-1) ?? element.local;
  return type === 'InstallOpStruct' || type === 'UpdateOpStruct' || type === 'UninstallOpStruct' ? type : undefined;
}

function readOperation(element: XmlNode): Fields {
  const { operation, members } = DU_OPERATIONS[operationTypeOf(element) ?? 'UpdateOpStruct'];
  const given = members.filter((member) => childNamed(element, member.element));
  return { operation, ...readArguments(element, given) };
}

function readValue(element: XmlNode | undefined, kind: ArgumentKind): unknown {
  const text = element?.text ?? '';
  switch (kind.is) {
    case 'string':
    case 'anySimpleType':
      return text;
    case 'base64':
      return text.trim();
    case 'int':
    case 'unsignedInt':
      return Number(text.trim());
    case 'boolean':
      return /^(1|true)$/.test(text.trim());
    case 'struct':
      return element ? readArguments(element, kind.members) : {};
    case 'array':
      return element?.children.map((child) => readValue(child, kind.of)) ?? [];
    case 'operations':
      return [];
  }
}

const TYPES: ReadonlyMap<string, ValueType> = new Map([
  ['string', 'string'],
  ['int', 'int'],
  ['unsignedInt', 'unsignedInt'],
  ['long', 'long'],
  ['unsignedLong', 'unsignedLong'],
  ['boolean', 'boolean'],
  ['dateTime', 'dateTime'],
  ['base64', 'base64'],
  ['base64Binary', 'base64'],
  ['hexBinary', 'hexBinary'],
]);

/** The type a value is declared to have; `string` when there is none or it is unknown. */
export function valueTypeOf(element: XmlNode | undefined): ValueType {
  const declared = element && attributeOf(element, XSI, 'type')?.split(':').at(-1);
  return TYPES.get(declared ?? 'string') ?? 'string';
}
