/** Looks at JSON and says what is wrong with it; `at` is where it is, to begin a message with. */
export type Check = (json: unknown, at: string) => readonly string[];

export const text: Check = (json, at) => (typeof json === 'string' && json !== '' ? [] : [`${at}: a text is needed`]);
/** Empty is what a parameter is that has no value. */
export const anyText: Check = (json, at) => (typeof json === 'string' ? [] : [`${at}: a text is needed`]);
export const flag: Check = (json, at) => (typeof json === 'boolean' ? [] : [`${at}: true or false is needed`]);
export const number: Check = (json, at) => (Number.isSafeInteger(json) ? [] : [`${at}: a whole number is needed`]);
export const scalar: Check = (json, at) =>
  ['string', 'number', 'boolean'].includes(typeof json) ? [] : [`${at}: a text, a number, true or false is needed`];

export function orNull(check: Check): Check {
  return (json, at) => (json === null ? [] : check(json, at));
}

export function word(words: readonly string[]): Check {
  return (json, at) => (words.some((one) => one === json) ? [] : [`${at}: one of ${words.join(', ')} is needed`]);
}

export function listOf(check: Check): Check {
  return (json, at) => {
    if (!Array.isArray(json)) return [`${at}: a list is needed`];
    return json.flatMap((item, index) => check(item, `${at}/${index}`));
  };
}

/** Members with names of their own. */
export function recordOf(check: Check): Check {
  return (json, at) => {
    if (!isObject(json)) return [`${at}: an object is needed`];
    return Object.entries(json).flatMap(([name, member]) => check(member, `${at}/${name}`));
  };
}

/** Members with known names; those without `?` must be there. */
export function object(members: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(members).map(([name, check]) => [name.replace(/\?$/, ''), check]));
  const required = Object.keys(members).filter((name) => !name.endsWith('?'));
  return (json, at) => {
    if (!isObject(json)) return [`${at}: an object is needed`];
    const missing = required.filter((name) => !Object.hasOwn(json, name)).map((name) => `${at}: ${name} is missing`);
    const wrong = Object.entries(json).flatMap(([name, member]) => {
      const check = checks.get(name);
      return check === undefined ? [`${at}: ${name} is not known`] : check(member, `${at}/${name}`);
    });
    return [...missing, ...wrong];
  };
}

/** One of several forms, told by a member that only it has. */
export function either(forms: Readonly<Record<string, Check>>): Check {
  return (json, at) => {
    if (!isObject(json)) return [`${at}: an object is needed`];
    const [, form] = Object.entries(forms).find(([member]) => Object.hasOwn(json, member)) ?? [];
    return form === undefined ? [`${at}: one of ${Object.keys(forms).join(', ')} is needed`] : form(json, at);
  };
}

export function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** The same without any `$comment`. */
export function withoutComments(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(withoutComments);
  if (!isObject(json)) return json;
  const members = Object.entries(json).filter(([name]) => name !== '$comment');
  return Object.fromEntries(members.map(([name, member]) => [name, withoutComments(member)]));
}
