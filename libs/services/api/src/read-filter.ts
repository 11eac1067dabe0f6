import { DEVICE_FIELDS, EVERYTHING, type Filter, parseFilter } from '#libs/domain';
import { ProblemError } from './problem-error.ts';

export type ReadFilter =
  | { readonly filter: Filter }
  | { readonly error: { readonly path: string; readonly message: string } };

/** A filter of devices as it stands in a query; all of them when there is none. */
export function readFilter(text: string | undefined): ReadFilter {
  if (text === undefined) return { filter: EVERYTHING };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { error: { path: '', message: 'is not JSON' } };
  }
  return parseFilter(json, DEVICE_FIELDS);
}

export function filterPath(path: string): string {
  return path === '' ? 'filter' : `filter.${path}`;
}

export function invalidFilter({ path, message }: { readonly path: string; readonly message: string }): ProblemError {
  return new ProblemError('invalid_query', undefined, { errors: [{ in: 'query', path: filterPath(path), message }] });
}
