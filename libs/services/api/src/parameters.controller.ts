import { Controller, Get, Inject, Req, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { deviceIdFromPath, noSuchDevice } from './device-path.ts';
import type { HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ReadParameters } from './read-parameters.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';
import { parameterTree, showParameter } from './show-parameters.ts';

@Controller()
@UseGuards(LocalOnlyGuard)
export class ParametersController {
  constructor(@Inject(ReadParameters) private readonly readParameters: ReadParameters) {}

  @Get(routePath(routes.listParameters))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { params, query } = readRequest(routes.listParameters, request);
    const { format, ...subtree } = query;
    const outcome = await this.readParameters.execute(deviceIdFromPath(params.deviceId), subtree);
    if (outcome.status === 'unknownDevice') throw noSuchDevice(params.deviceId);
    const next = outcome.next === undefined ? {} : { next: outcome.next };
    return format === 'tree'
      ? { ...parameterTree(query.path, outcome.parameters), ...next }
      : { parameters: outcome.parameters.map(showParameter), ...next };
  }
}
