import type { Locator } from './capability.ts';
import { splitPath } from './locate-rows.ts';
import { pathProblem } from './path-problem.ts';

export type Locators = Readonly<Record<string, readonly Locator[]>>;

/** What is wrong with the locators of one data model. `where` begins the messages. */
export function locatorProblems(where: string, locators: Locators): readonly string[] {
  const leads = new Map(Object.entries(locators).map(([name, ways]) => [name, ways.flatMap(namedBy)]));
  return Object.entries(locators).flatMap(([name, ways]) => {
    const at = `${where}, locator ${name}`;
    const known = new Set(Object.keys(locators));
    const wrong = ways.flatMap((way) => wayProblems(way, at, known));
    const circle = leadsTo(name, name, leads, new Set()) ? [`${at}: it leads to itself`] : [];
    return [...(ways.length === 0 ? [`${at}: it finds nothing`] : []), ...wrong, ...circle];
  });
}

function wayProblems(way: Locator, at: string, known: ReadonlySet<string>): readonly string[] {
  const problems = [pathProblem(way.table, { known, isTable: true, stars: true })];
  if (way.referredBy !== undefined) problems.push(pathProblem(way.referredBy, { known }));
  for (const name of [...pointed(way), ...(way.holds === undefined ? [] : [way.holds])]) {
    if (!known.has(name)) problems.push(`there is no locator ${name}`);
  }
  for (const name of Object.keys(way.where ?? {})) problems.push(pathProblem(name, { known, inRow: true }));
  if (way.nth !== undefined && way.nth < 1) problems.push('nth counts from 1');
  return problems.flatMap((problem) => (problem === undefined ? [] : [`${at}: ${problem}`]));
}

function pointed({ where = {} }: Locator): readonly string[] {
  return Object.values(where).flatMap((condition) => ('pointsTo' in condition ? [condition.pointsTo] : []));
}

function namedBy(way: Locator): readonly string[] {
  const inPaths = [way.table, way.referredBy].flatMap((path) => {
    const { locator } = splitPath(path ?? '');
    return locator === undefined ? [] : [locator];
  });
  return [...inPaths, ...pointed(way), ...(way.holds === undefined ? [] : [way.holds])];
}

function leadsTo(from: string, to: string, leads: ReadonlyMap<string, readonly string[]>, seen: Set<string>): boolean {
  return (leads.get(from) ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return leadsTo(next, to, leads, seen);
  });
}
