import { type DeepReadonly, PROBLEMS, type Problem, type ProblemCode } from '#libs/api-contract';

type Errors = NonNullable<Problem['errors']>;
type Held = NonNullable<Problem['held']>;
type Problems = DeepReadonly<NonNullable<Problem['problems']>>;

interface More {
  readonly errors?: Errors;
  /** Of a profile or a rollout. */
  readonly problems?: Problems;
  readonly held?: Held;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request with a problem document. Thrown by controllers; use cases return values. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: Errors | undefined;
  readonly problems: Problems | undefined;
  readonly held: Held | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, detail: string = PROBLEMS[code].help, more: More = {}) {
    super(detail);
    this.name = new.target.name;
    this.code = code;
    this.errors = more.errors;
    this.problems = more.problems;
    this.held = more.held;
    this.headers = more.headers ?? {};
  }
}
