/** A demand on an ACS that was not met. */
export interface Violation {
  /** A stable name of the demand, such as `id-echoed`. */
  readonly rule: ViolationRule;
  readonly message: string;
}

export type ViolationRule =
  | 'well-formed'
  | 'no-xml-declaration'
  | 'literal-prefixes'
  | 'envelope-shape'
  | 'cwmp-namespace'
  | 'id-header'
  | 'id-echoed'
  | 'must-understand'
  | 'header-direction'
  | 'use-cwmp-version'
  | 'one-body-child'
  | 'unknown-method'
  | 'unqualified-arguments'
  | 'argument-order'
  | 'argument-value'
  | 'array-type'
  | 'xsi-type'
  | 'fault-shape'
  | 'content-type'
  | 'content-length'
  | 'empty-response'
  | 'header-line-length'
  | 'keep-alive'
  | 'turn-taking';

export const violation = (rule: ViolationRule, message: string): Violation => ({ rule, message });
