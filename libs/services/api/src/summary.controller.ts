import { Controller, Get, Inject, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { routePath } from './route-path.ts';
import { SummariseDevices } from './summarise-devices.ts';

@Controller()
@UseGuards(LocalOnlyGuard)
export class SummaryController {
  constructor(@Inject(SummariseDevices) private readonly summariseDevices: SummariseDevices) {}

  @Get(routePath(routes.getSummary))
  get(): Promise<unknown> {
    return this.summariseDevices.execute();
  }
}
