import type { Problem, Route } from '#libs/api-contract';
import type { HttpRequest } from './http-message.ts';
import { ProblemError } from './problem-error.ts';

/** What zod says of a value; declared here because this service knows the contract, not its library. */
interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[] | undefined;
  readonly errors?: readonly (readonly Issue[])[] | undefined;
}

type FieldError = NonNullable<Problem['errors']>[number];
type Place = FieldError['in'];
type PartOf<R extends Route, Name extends 'params' | 'query' | 'headers' | 'body'> = R extends {
  readonly [Key in Name]: infer S;
}
  ? S extends Schema<infer T>
    ? T
    : undefined
  : undefined;

export interface CheckedRequest<R extends Route> {
  readonly params: PartOf<R, 'params'>;
  readonly query: PartOf<R, 'query'>;
  readonly headers: PartOf<R, 'headers'>;
  readonly body: PartOf<R, 'body'>;
}

const maxErrors = 50;

/** The parts of a request that its route declares, checked. Throws a ProblemError that lists all that is wrong. */
export function readRequest<R extends Route>(route: R, request: HttpRequest): CheckedRequest<R> {
  const outside: FieldError[] = [];
  const params = check(route.params, 'path', request.params, outside);
  const query = check(route.query, 'query', request.query, outside);
  const headers = check(route.headers, 'header', request.headers, outside);
  if (outside.length > 0) throw new ProblemError('invalid_query', undefined, { errors: outside });
  if (route.body !== undefined) requireJson(request);
  const inside: FieldError[] = [];
  const body = check(route.body, 'body', request.body, inside);
  if (inside.length > 0) throw new ProblemError('invalid_request', undefined, { errors: inside });
  // Each part is what the schema of this very route returned.
  return { params, query, headers, body } as CheckedRequest<R>;
}

// A form or plain text can be sent from any web page without asking first; JSON cannot (CORS preflight).
function requireJson(request: HttpRequest): void {
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') throw new ProblemError('unsupported_media_type');
}

function check(schema: Schema<unknown> | undefined, place: Place, value: unknown, errors: FieldError[]): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const error of result.error.issues.flatMap((issue) => fieldErrors(issue, place, []))) {
    if (errors.length < maxErrors) errors.push(error);
  }
  return undefined;
}

function fieldErrors(issue: Issue, place: Place, above: readonly PropertyKey[]): readonly FieldError[] {
  const path = [...above, ...issue.path];
  // The last branch of a union is its general one, whose objections are the ones worth reading.
  const branch = issue.code === 'invalid_union' ? issue.errors?.at(-1) : undefined;
  if (branch !== undefined && branch.length > 0) return branch.flatMap((inner) => fieldErrors(inner, place, path));
  if (issue.keys !== undefined && issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ in: place, path: [...path, key].join('.'), message: 'is not known here' }));
  }
  return [{ in: place, path: path.join('.'), message: issue.message }];
}
