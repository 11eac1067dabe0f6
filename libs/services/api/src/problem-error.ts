import { PROBLEMS, type Problem, type ProblemCode } from '#libs/api-contract';

type Errors = NonNullable<Problem['errors']>;

/** Ends a request with a problem document. Thrown by controllers; use cases return values. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly errors: Errors | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string = PROBLEMS[code].help,
    more: { readonly errors?: Errors; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.name = new.target.name;
    this.code = code;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}
