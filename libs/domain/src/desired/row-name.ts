import type { RowName } from './desired.ts';

/**
 * Full path of a row, with final dot, by its name and the numbers of it and the rows it is in; undefined while one of them is
 * not known.
 */
export function pathOfName(name: RowName, numbers: Readonly<Record<RowName, number>>): string | undefined {
  const steps = name.split('/');
  let path = '';
  for (let at = 0; at + 1 < steps.length; at += 2) {
    const row = steps.slice(0, at + 2).join('/');
    const number = Object.hasOwn(numbers, row) ? numbers[row] : undefined;
    if (number === undefined) return undefined;
    path += `${steps[at]}${number}.`;
  }
  return path === '' ? undefined : path;
}

/** `Device.Hosts.AccessControl./kids` → `Device.Hosts.AccessControl.`: of a table in a row, with the row's name in it. */
export function tableOfName(name: RowName): string {
  return name.slice(0, name.lastIndexOf('/'));
}
