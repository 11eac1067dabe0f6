/** A checked filter: the safe subset of MongoDB's query language as a tree. Made by `parseFilter`, run by every store. */
export type Filter =
  | { readonly op: 'and' | 'or' | 'nor'; readonly filters: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter }
  | { readonly op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'; readonly field: string; readonly value: FilterValue }
  | { readonly op: 'in' | 'nin'; readonly field: string; readonly values: readonly FilterValue[] }
  | { readonly op: 'exists'; readonly field: string; readonly exists: boolean }
  /** `$regex` restricted to literal text with optional anchors: `^abc`, `abc$`, `abc`. `ignoreCase` is ASCII only. */
  | {
      readonly op: 'text';
      readonly field: string;
      readonly text: string;
      readonly start: boolean;
      readonly end: boolean;
      readonly ignoreCase: boolean;
    };

export type FilterValue = string | number | boolean | null;

/** Matches everything. */
export const EVERYTHING: Filter = { op: 'and', filters: [] };
