import { isLexical } from '../tree/check-value.ts';
import { SOAP_ENCODING, XSD, XSI } from './envelope-style.ts';
import { operationsOf, operationTypeOf, valueTypeOf } from './read-arguments.ts';
import { type Argument, type ArgumentKind, DU_OPERATIONS } from './rpc-schema.ts';
import { type Violation, violation } from './violation.ts';
import { attributeOf, childNamed, type XmlNode } from './xml-node.ts';

/**
 * Holds the arguments of an RPC against the schema: all present, in order, no others, no prefix on them, values in
 * their lexical space and within their length (cwmp-1-2.xsd is `elementFormDefault="unqualified"`).
 */
export function checkArguments(element: XmlNode, schema: readonly Argument[]): readonly Violation[] {
  const found = element.children.map((child) => child.local);
  // Operations may be repeated, the only argument that may.
  const distinct = found.filter((name, index) => name !== found[index - 1] || name !== 'Operations');
  const wanted = schema.map((argument) => argument.element);
  const inOrder = distinct.join() === wanted.join();
  return [
    ...(inOrder
      ? []
      : [
          violation(
            'argument-order',
            `${element.local} has [${distinct.join()}] where the schema has [${wanted.join()}]`,
          ),
        ]),
    ...element.children.filter((child) => child.namespace !== '' || child.prefix !== '').map(qualified),
    ...schema.flatMap((argument) => checkArgument(element, argument)),
  ];
}

const qualified = (element: XmlNode): Violation =>
  violation('unqualified-arguments', `${element.prefix}:${element.local} is in the namespace "${element.namespace}"`);

function checkArgument(parent: XmlNode, { element: name, kind }: Argument): readonly Violation[] {
  if (kind.is === 'operations') return operationsOf(parent, name).flatMap(checkOperation);
  const element = childNamed(parent, name);
  return element ? checkKind(element, kind) : [];
}

function checkKind(element: XmlNode, kind: ArgumentKind): readonly Violation[] {
  switch (kind.is) {
    case 'string':
      return kind.maxLength < element.text.length
        ? [violation('argument-value', `${element.local} is longer than ${kind.maxLength}`)]
        : leafOnly(element);
    case 'int':
    case 'unsignedInt':
    case 'boolean':
    case 'base64':
      return isLexical(kind.is, element.text)
        ? leafOnly(element)
        : [violation('argument-value', `${element.local} "${element.text}" is no ${kind.is}`)];
    case 'anySimpleType':
      return checkTyped(element);
    case 'struct':
      return checkArguments(element, kind.members);
    case 'array':
      return [...checkArray(element, kind), ...element.children.flatMap((child) => checkKind(child, kind.of))];
    case 'operations':
      return [];
  }
}

const leafOnly = (element: XmlNode): readonly Violation[] =>
  element.children.length === 0 ? [] : [violation('argument-value', `${element.local} contains elements`)];

/** A value needs an `xsi:type` of a declared namespace, and has to be of that type (TR-069 A.2.1). */
function checkTyped(element: XmlNode): readonly Violation[] {
  const type = attributeOf(element, XSI, 'type');
  if (type === undefined) return [violation('xsi-type', 'A Value has no xsi:type')];
  const [prefix = '', local = ''] = type.split(':');
  const namespace = element.scope.get(prefix);
  if (namespace !== XSD && !(namespace === SOAP_ENCODING && local === 'base64'))
    return [violation('xsi-type', `xsi:type="${type}" is in no schema`)];
  return isLexical(valueTypeOf(element), element.text)
    ? leafOnly(element)
    : [violation('argument-value', `"${element.text}" is no ${type}`)];
}

function checkArray(element: XmlNode, kind: Extract<ArgumentKind, { is: 'array' }>): readonly Violation[] {
  const items = element.children;
  const wanted = `${kind.itemType}[${items.length}]`;
  const declared = attributeOf(element, SOAP_ENCODING, 'arrayType');
  const wrong = items.find((item) => item.local !== kind.item && kind.item !== 'base64');
  return [
    ...(declared === wanted
      ? []
      : [violation('array-type', `${element.local} has arrayType ${declared ?? 'missing'} instead of ${wanted}`)]),
    ...(items.length < kind.min ? [violation('argument-value', `${element.local} needs ${kind.min} element`)] : []),
    ...(wrong ? [violation('array-type', `${element.local} contains ${wrong.local}`)] : []),
    ...items.filter((item) => item.namespace !== '' && kind.item !== 'base64').map(qualified),
  ];
}

function checkOperation(element: XmlNode): readonly Violation[] {
  const type = operationTypeOf(element);
  if (!type || attributeOf(element, XSI, 'type') === undefined)
    return [violation('xsi-type', 'An operation has no xsi:type')];
  const { members, required } = DU_OPERATIONS[type];
  const missing = required.filter((name) => !childNamed(element, name));
  const given = members.filter((member) => childNamed(element, member.element));
  return [
    ...missing.map((name) => violation('argument-order', `${type} has no ${name}`)),
    ...checkArguments(element, given),
  ];
}
