/** A small seeded generator (xorshift32): the same seed gives the same messages, so that a finding can be repeated. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0 || 1;
  }

  /** From 0 to `limit` − 1. */
  below(limit: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) % Math.max(1, limit);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

const TOKENS = [
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<?xml version="1.0"?>',
  '&',
  '&amp;',
  '&#0;',
  '&#x10FFFF;',
  '&nbsp;',
  '<',
  '>',
  '</',
  '/>',
  '"',
  "'",
  '\0',
  '\u00ff',
  '\u2028',
  '\ufffe',
  '__proto__',
  'constructor',
  'toString',
  '%00',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as data, it must stay data
  '${x}',
  '{{x}}',
  '../',
  '-1',
  '4294967296',
  '1e999',
  'NaN',
  '0x10',
  '<cwmp:Inform>',
  '</cwmp:Inform>',
  '<Value/>',
  '<Name></Name>',
  ' xsi:type="xsd:int"',
  ' xmlns=""',
  ' xmlns:cwmp="urn:dslforum-org:cwmp-9-9"',
  ' a="1" a="2"',
] as const;

type Mutation = (text: string, dice: Dice, other: string) => string;

const MUTATIONS: readonly Mutation[] = [
  (text, dice) => splice(text, dice.below(text.length), 1, String.fromCharCode(dice.below(256))),
  (text, dice) => splice(text, dice.below(text.length), dice.below(80), ''),
  (text, dice) => text.slice(0, dice.below(text.length)),
  (text, dice) => splice(text, dice.below(text.length), 0, dice.pick(TOKENS)),
  (text, dice) => {
    const at = dice.below(text.length);
    return splice(text, at, 0, text.slice(at, at + dice.below(400)));
  },
  (text, dice, other) => text.slice(0, dice.below(text.length)) + other.slice(dice.below(other.length)),
  (text, dice) =>
    text.replace(/\d+/g, (digits) =>
      dice.chance(20) ? dice.pick(['', '-1', '99999999999999999999', '0x7f', digits + digits]) : digits,
    ),
  (text, dice) =>
    text.replace(/<(\w+)>/g, (tag) =>
      dice.chance(8) ? dice.pick(['<Name>', '<Value>', '<X>', '', '<a b="c">']) : tag,
    ),
  (text, dice) => repeatElement(text, dice, dice.pick([2, 65, 400])),
  (text, dice) => splice(text, dice.below(text.length), 0, '<d>'.repeat(dice.pick([8, 40, 3_000]))),
  (text, dice) => text.replaceAll('cwmp:', dice.pick(['', 'x:', 'SOAP-ENV:', 'cwmp::'])),
];

/** Between one and four mutations of a message; `other` is one to splice with. */
export function mutate(text: string, other: string, dice: Dice): string {
  let mutated = text;
  for (let i = 1 + dice.below(4); i > 0; i--) mutated = dice.pick(MUTATIONS)(mutated, dice, other);
  return mutated.slice(0, 60_000);
}

/** A well-formed document of random elements. */
export function randomDocument(dice: Dice, depth = 0): string {
  const name = dice.pick([
    'a',
    'SOAP-ENV:Envelope',
    'SOAP-ENV:Body',
    'cwmp:Inform',
    'cwmp:GetParameterValuesResponse',
    'ParameterList',
    '_x-1.y',
  ]);
  const inner =
    depth > 5
      ? 'x'
      : Array.from({ length: dice.below(4) }, () =>
          dice.chance(30) ? 'text &amp; more' : randomDocument(dice, depth + 1),
        ).join('');
  return `<${name}${dice.chance(30) ? ' a="&lt;"' : ''}>${inner}</${name}>`;
}

function splice(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

function repeatElement(text: string, dice: Dice, times: number): string {
  const elements = [
    ...text.matchAll(/<(ParameterValueStruct|EventStruct|Name|Value|DeviceId|string)\b[^>]*>[\s\S]{0,300}?<\/\1>/g),
  ];
  if (elements.length === 0) return text;
  const element = dice.pick(elements);
  return splice(text, element.index, 0, element[0].repeat(times));
}
