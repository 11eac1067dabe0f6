import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { RolloutsFiles } from './rollouts-files.ts';
import { rolloutsPage, rolloutsPageHeaders } from './rollouts-page.ts';
import { routePath } from './route-path.ts';

/** Rollouts for people. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class RolloutsPageController {
  constructor(@Inject(RolloutsFiles) private readonly files: RolloutsFiles) {}

  @Get(routePath(routes.readRolloutsPage))
  page(@Res() reply: HttpReply): void {
    for (const [name, value] of Object.entries(rolloutsPageHeaders)) reply.header(name, value);
    reply.send(rolloutsPage);
  }

  @Get(routePath(routes.readRolloutsFile))
  async file(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { file } = readRequest(routes.readRolloutsFile, request).params;
    const found = await this.files.read(file);
    if (found === undefined) throw new ProblemError('not_found');
    reply
      .header('content-type', found.contentType)
      // The page and its parts are of one version of the API.
      .header('cache-control', 'no-cache')
      .header('x-content-type-options', 'nosniff')
      .send(found.content);
  }
}
