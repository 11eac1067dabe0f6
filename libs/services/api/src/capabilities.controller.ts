import { Controller, Get, Inject, Req, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { CapabilityCatalog } from '#libs/domain';
import type { HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';
import { showCapabilities, showCapability } from './show-capability.ts';

@Controller()
@UseGuards(LocalOnlyGuard)
export class CapabilitiesController {
  constructor(@Inject(CapabilityCatalog) private readonly catalog: CapabilityCatalog) {}

  @Get(routePath(routes.listCapabilities))
  list(): unknown {
    return showCapabilities(this.catalog);
  }

  @Get(routePath(routes.getCapability))
  get(@Req() request: HttpRequest): unknown {
    const { name } = readRequest(routes.getCapability, request).params;
    const capability = this.catalog.find(name);
    if (capability === undefined) throw new ProblemError('capability_not_found', `There is no capability ${name}.`);
    return showCapability(name, capability);
  }
}
