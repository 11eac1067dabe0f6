import { Controller, Get, Inject, Req, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { AuditLog } from '#libs/domain';
import type { HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';

/** What was done, and by whom. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class AuditController {
  constructor(@Inject(AuditLog) private readonly log: AuditLog) {}

  @Get(routePath(routes.listAudit))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { after, before, limit } = readRequest(routes.listAudit, request).query;
    const links = after === undefined ? await this.log.before(before, limit) : await this.log.after(after, limit);
    return { links };
  }
}
