import { splitPath } from './locate-rows.ts';

export interface PathRules {
  /** Locators there are. */
  readonly known: ReadonlySet<string>;
  /** With final dot. */
  readonly isTable?: boolean;
  /** `*` may stand for rows. */
  readonly stars?: boolean;
  /** Relative to a row: begins with no locator. */
  readonly inRow?: boolean;
}

const PARAMETER = /^[A-Za-z_][\w-]*(?:\.(?:[A-Za-z_][\w-]*|[1-9]\d*|\*))*$/;

/** Why a path of the data is none; undefined when it is one. */
export function pathProblem(path: string, { known, isTable, stars, inRow }: PathRules): string | undefined {
  const { locator, rest } = splitPath(path);
  if (locator !== undefined && inRow) return `${path} is in a row: no locator can begin it`;
  if (locator !== undefined && !known.has(locator)) return `there is no locator ${locator}`;
  if (path.endsWith('.') !== (isTable === true)) {
    return isTable ? `${path} is a table: it ends in a dot` : `${path} is a parameter: it ends in no dot`;
  }
  if (/^(?:InternetGateway)?Device\./.test(rest)) return `${path} is relative to the root: it does not begin with it`;
  if (!PARAMETER.test(rest.replace(/\.$/, ''))) return `${path} is no path`;
  return !stars && rest.includes('*') ? `${path} is one place: no * can be in it` : undefined;
}
