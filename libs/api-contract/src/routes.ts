import { accessRoutes } from './access-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { commandRoutes } from './command-routes.ts';
import { declarationRoutes } from './declaration-routes.ts';
import { desiredRoutes } from './desired-routes.ts';
import { deviceRoutes } from './device-routes.ts';
import { imageRoutes } from './image-routes.ts';
import { otherRoutes } from './other-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { rolloutActionRoutes } from './rollout-action-routes.ts';
import { rolloutRoutes } from './rollout-routes.ts';
import type { HttpMethod, Route } from './route.ts';

/** Every route of the API, by operation. */
export const routes = {
  ...deviceRoutes,
  ...declarationRoutes,
  ...accessRoutes,
  ...profileRoutes,
  ...desiredRoutes,
  ...commandRoutes,
  ...imageRoutes,
  ...auditRoutes,
  ...rolloutRoutes,
  ...rolloutActionRoutes,
  ...otherRoutes,
} as const;

export type Operation = keyof typeof routes;

/** The table as a list, without the types of each row. */
export const allRoutes: readonly (readonly [Operation, Route])[] = Object.entries(routes) as [Operation, Route][];

/** The methods that a path takes; none where there is no such path. The query does not belong to the path. */
export function methodsOf(path: string): readonly HttpMethod[] {
  return allRoutes.filter(([, route]) => isPathOf(route.path, path)).map(([, route]) => route.method);
}

function isPathOf(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]))
  );
}

/** The operation that a method on a path asks for. */
export function operationOf(method: string, path: string): Operation | undefined {
  const found = allRoutes.find(([, route]) => route.method === method.toLowerCase() && isPathOf(route.path, path));
  return found?.[0];
}
