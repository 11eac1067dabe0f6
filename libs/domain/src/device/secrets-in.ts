import type { CpeFault } from '#libs/cwmp';
import { isSecretPath } from './secret-path.ts';

/** Shorter texts are no secrets worth hiding, and would blank half of a sentence. */
const MIN_LENGTH = 4;
const HIDDEN = '•••';
/** Members of a parameter that hold its value. */
const VALUES: ReadonlySet<string> = new Set(['value', 'previous']);
/** Where a plan says by name which secret it takes. */
const NAME_OF_SECRET = 'secret';

/** Is told the secret, and the path of its parameter or the name of its member. */
type Replace = (secret: string, name: string) => string;

/** Values of parameters that are secret, and members that are named like a secret, wherever they stand in JSON data. */
export function secretsIn(data: unknown): readonly string[] {
  const secrets: string[] = [];
  replaceSecrets(data, (secret) => {
    secrets.push(secret);
    return secret;
  });
  return secrets;
}

/** JSON data with another text in place of each secret; the very same data when it has none. An empty text is no secret. */
export function replaceSecrets<Data>(
  data: Data,
  replace: Replace,
  isSecret: (name: string) => boolean = isSecretPath,
): Data {
  const walk = (node: unknown, secret?: string): unknown => {
    if (typeof node === 'string') return secret === undefined || node === '' ? node : replace(node, secret);
    if (typeof node !== 'object' || node === null) return node;
    return Array.isArray(node) ? walkList(node) : walkObject(node as Readonly<Record<string, unknown>>, secret);
  };
  const walkList = (list: readonly unknown[]): unknown => {
    const items = list.map((item) => walk(item));
    return items.some((item, index) => item !== list[index]) ? items : list;
  };
  const walkObject = (object: Readonly<Record<string, unknown>>, secret?: string): unknown => {
    const parameter = parameterIn(object);
    const owner = parameter !== undefined && isSecret(parameter) ? parameter : undefined;
    const nameOf = (key: string): string | undefined => {
      // The value of a plan is an object with a text.
      if (key === 'text') return secret;
      if (parameter !== undefined) return VALUES.has(key) ? owner : undefined;
      return key !== NAME_OF_SECRET && isSecret(key) ? key : undefined;
    };
    const keys = Object.keys(object);
    const members = keys.map((key) => walk(object[key], nameOf(key)));
    const differs = keys.some((key, index) => members[index] !== object[key]);
    return differs ? Object.fromEntries(keys.map((key, index) => [key, members[index]])) : object;
  };
  // The shape stays: only texts are replaced, by texts.
  return walk(data) as Data;
}

/** Of `{name, value}` as CWMP has it, and of `{path, value}` as plans do. */
function parameterIn({ name, path, value }: Readonly<Record<string, unknown>>): string | undefined {
  if (value === undefined) return undefined;
  if (typeof name === 'string') return name;
  return typeof path === 'string' ? path : undefined;
}

/** A fault without these secrets: some CPEs repeat a refused value in its text. */
export function faultWithout(fault: CpeFault, secrets: readonly string[]): CpeFault {
  const parameterFaults = fault.parameterFaults.map((one) => ({
    ...one,
    faultString: textWithout(one.faultString, secrets),
  }));
  return { ...fault, faultString: textWithout(fault.faultString, secrets), parameterFaults };
}

export function textWithout(text: string, secrets: readonly string[]): string {
  const long = secrets.filter(({ length }) => length >= MIN_LENGTH);
  return long.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
}
