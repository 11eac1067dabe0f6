export interface HaltRules {
  readonly x?: number;
}
