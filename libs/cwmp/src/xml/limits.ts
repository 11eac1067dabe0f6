/** What one document may cost its reader. Every CPE is hostile until proven otherwise. */
export interface XmlLimits {
  /** Elements inside one another, the root included. */
  readonly maxDepth: number;
  readonly maxElements: number;
  /** Attributes of one element. */
  readonly maxAttributes: number;
  /** UTF-16 code units of a name with its prefix. */
  readonly maxNameLength: number;
  /** UTF-16 code units, as written, of an attribute value or of all character data directly inside one element. */
  readonly maxTextLength: number;
}

/** Above what any CPE sends (an Inform is 6 deep, a whole data model some 100 000 elements), far below what hurts. */
export const DEFAULT_XML_LIMITS: XmlLimits = Object.freeze({
  maxDepth: 32,
  maxElements: 400_000,
  maxAttributes: 64,
  maxNameLength: 1024,
  maxTextLength: 1 << 20,
});
