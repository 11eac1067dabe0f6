import type { Route } from '#libs/api-contract';

/** The path of a route as Nest spells it. */
export function routePath(route: Route): string {
  return route.path.replace(/\{(\w+)\}/g, ':$1');
}
