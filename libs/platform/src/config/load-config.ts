import type { ConfigFragment, ConfigOf } from './config-fragment.ts';
import { describeSettings, type SettingDescription } from './describe-setting.ts';
import { nearestName } from './nearest-name.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of all fragments, read once. */
export interface Config {
  /** The typed values of a fragment that was loaded; throws a RangeError for one that was not. */
  of<Fragment extends ConfigFragment>(fragment: Fragment): ConfigOf<Fragment>;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[]; readonly warnings: readonly string[] };

/**
 * Reads the settings of all fragments from the environment. A variable set to nothing counts as not set, as compose
 * files and Helm charts cannot leave one out. Bad values are all listed, one sentence each; a secret's value never is.
 * Warnings name variables that begin with `MUSTER_` and mean nothing.
 */
export function loadConfig(fragments: readonly ConfigFragment[], env: Environment): ConfigResult {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name.startsWith('MUSTER_') && value?.trim()),
  );
  const warnings = unknownNames(fragments, given);
  const values = new Map<ConfigFragment, unknown>();
  const problems = new Set<string>();
  for (const fragment of fragments) {
    const parsed = fragment.schema.safeParse(given);
    if (parsed.success) values.set(fragment, Object.freeze(parsed.data));
    else for (const issue of parsed.error.issues) problems.add(problem(fragment, String(issue.path[0]), issue, given));
  }
  return problems.size > 0
    ? { ok: false, problems: [...problems], warnings }
    : { ok: true, config: { of: (fragment) => valuesOf(values, fragment) }, warnings };
}

function valuesOf<Fragment extends ConfigFragment>(
  values: ReadonlyMap<ConfigFragment, unknown>,
  fragment: Fragment,
): ConfigOf<Fragment> {
  if (!values.has(fragment)) throw new RangeError(`the settings “${fragment.name}” were not loaded`);
  // The map holds what this very fragment's schema returned.
  return values.get(fragment) as ConfigOf<Fragment>;
}

function problem(
  fragment: ConfigFragment,
  name: string,
  issue: { readonly message: string },
  given: Environment,
): string {
  const known = describeSettings(fragment).find((setting) => setting.name === name);
  const value = given[name];
  if (value === undefined) return `${name} is not set and has no default: it must be ${known?.allowed ?? 'text'}`;
  const shown = known?.secret ? 'has a value that is not allowed' : `is ${JSON.stringify(value)}`;
  return `${name} ${shown}: it ${issue.message}${defaultNote(known)}`;
}

function defaultNote(setting: SettingDescription | undefined): string {
  return setting?.defaultText === undefined || setting.secret ? '' : ` (default ${setting.defaultText})`;
}

function unknownNames(fragments: readonly ConfigFragment[], given: Environment): readonly string[] {
  const known = fragments.flatMap((fragment) => Object.keys(fragment.schema.shape));
  return (
    Object.keys(given)
      // MUSTER_TEST_*: servers that the tests are to use.
      .filter((name) => !known.includes(name) && !name.startsWith('MUSTER_TEST_'))
      .map((name) => {
        const nearest = nearestName(name, known);
        return `${name} is not a setting${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
      })
  );
}
