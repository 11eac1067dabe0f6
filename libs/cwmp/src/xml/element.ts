/** One attribute as written; `value` has its entities decoded. */
export interface XmlAttribute {
  readonly prefix: string;
  readonly local: string;
  readonly value: string;
}

/**
 * An element of a parsed document. Names keep their prefix as written (namespaces are resolved by who needs them: the
 * envelope only). `text` is all character data directly inside, CDATA included, entities decoded, white space kept.
 */
export interface XmlElement {
  readonly prefix: string;
  readonly local: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  readonly text: string;
}
