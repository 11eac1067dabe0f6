import { RequestMethod } from '@nestjs/common';
import { allRoutes } from '#libs/api-contract';
import { ApiModule } from './api.module.ts';
import { routePath } from './route-path.ts';

/** What Nest will serve, as its decorators say. */
function servedRoutes(): readonly string[] {
  const { controllers = [] } = ApiModule.with({
    MUSTER_API_ACS_HOSTS: [],
    MUSTER_API_MAX_STREAMS: 1,
    MUSTER_API_MAX_WAITERS: 1,
    MUSTER_API_MAX_REPORTS: 1,
  });
  return controllers.flatMap((controller) =>
    Object.entries(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(([name, { value }]) => {
      const path: unknown = typeof value === 'function' ? Reflect.getMetadata('path', value) : undefined;
      return path === undefined || name === 'constructor'
        ? []
        : [`${RequestMethod[Reflect.getMetadata('method', value)]} ${path}`];
    }),
  );
}

test('every row of the route table is served, and nothing else is', () => {
  const declared = allRoutes.map(([, route]) => `${route.method.toUpperCase()} ${routePath(route)}`);
  expect(servedRoutes().toSorted()).toEqual(declared.toSorted());
});
