import type { XmlLimits } from './xml/limits.ts';

/** How a CPE's envelope is to be read. */
export interface DecodeOptions {
  /** The charset of the Content-Type header, if it named one. */
  readonly charset?: string;
  readonly limits?: XmlLimits;
  /** The most entries any list may have; 20,000 by default. */
  readonly maxParameters?: number;
  /** Called when the fast parser gave up on a document and the lenient one took over. */
  readonly onFallback?: (reason: string) => void;
}

export const DEFAULT_MAX_PARAMETERS = 20_000;
