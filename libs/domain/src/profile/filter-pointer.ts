import { isObject } from './document-reader.ts';
import { pointerTo, shown } from './profile-problem.ts';

/** `$or[1].identity.oui` as a pointer. Names have dots themselves: the filter tells where one ends. */
export function filterPointer(json: unknown, path: string): string {
  if (path === '') return '';
  const index = /^\[(\d+)\]\.?/.exec(path);
  if (index && Array.isArray(json)) {
    const number = Number(index[1]);
    return pointerTo('', number) + filterPointer(json[number], path.slice(index[0].length));
  }
  const names = isObject(json) ? Object.keys(json) : [];
  const begins = names.filter((name) => path === shown(name) || /^[.[]/.test(restAfter(name, path) ?? ''));
  const name = begins.toSorted((a, b) => b.length - a.length)[0];
  if (name === undefined || !isObject(json)) return '';
  const rest = restAfter(name, path) ?? '';
  return pointerTo('', name) + filterPointer(json[name], rest.replace(/^\./, ''));
}

function restAfter(name: string, path: string): string | undefined {
  return path.startsWith(shown(name)) ? path.slice(shown(name).length) : undefined;
}
