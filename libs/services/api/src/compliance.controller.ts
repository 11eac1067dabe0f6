import { Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { CommandStore, DeviceStore } from '#libs/domain';
import { complianceFilter } from './compliance-query.ts';
import { deviceIdFromPath, noSuchDevice } from './device-path.ts';
import { ExportCompliance } from './export-compliance.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { ListCompliance } from './list-compliance.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { pourLines } from './pour-lines.ts';
import { PublishProfile } from './publish-profile.ts';
import { invalidFilter } from './read-filter.ts';
import { readRequest } from './read-request.ts';
import { ReportSlots } from './report-slots.ts';
import { RequestReconcile } from './request-reconcile.ts';
import { routePath } from './route-path.ts';
import { showCompliance, showSync } from './show-sync.ts';
import { SummariseCompliance } from './summarise-compliance.ts';

/** How devices stand to what is declared for them. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class ComplianceController {
  constructor(
    @Inject(DeviceStore) private readonly devices: DeviceStore,
    @Inject(CommandStore) private readonly commands: CommandStore,
    @Inject(PublishProfile) private readonly publishProfile: PublishProfile,
    @Inject(RequestReconcile) private readonly requestReconcile: RequestReconcile,
    @Inject(ListCompliance) private readonly listCompliance: ListCompliance,
    @Inject(ExportCompliance) private readonly exportCompliance: ExportCompliance,
    @Inject(SummariseCompliance) private readonly summariseCompliance: SummariseCompliance,
    @Inject(ReportSlots) private readonly slots: ReportSlots,
  ) {}

  @Get(routePath(routes.getDeviceSync))
  async sync(@Req() request: HttpRequest): Promise<unknown> {
    const deviceId = deviceIdFromPath(readRequest(routes.getDeviceSync, request).params.deviceId);
    const [device, open, generation] = await Promise.all([
      this.devices.get(deviceId),
      this.commands.open(deviceId),
      this.publishProfile.generation(),
    ]);
    if (device === undefined) throw noSuchDevice(deviceId);
    return showSync(device, open, generation);
  }

  @Post(routePath(routes.reconcileDevice))
  @HttpCode(202)
  async reconcile(@Req() request: HttpRequest): Promise<void> {
    const deviceId = deviceIdFromPath(readRequest(routes.reconcileDevice, request).params.deviceId);
    if (!(await this.requestReconcile.execute(deviceId))) throw noSuchDevice(deviceId);
  }

  @Get(routePath(routes.listCompliance))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { count, ...query } = readRequest(routes.listCompliance, request).query;
    const outcome = await this.listCompliance.execute({ ...query, count: count === 'true' });
    if ('error' in outcome) throw invalidFilter(outcome.error);
    return { ...outcome, devices: outcome.devices.map((device) => showCompliance(device, query.profile)) };
  }

  @Get(routePath(routes.summariseCompliance))
  summarise(): Promise<unknown> {
    return this.summariseCompliance.execute();
  }

  @Get(routePath(routes.exportCompliance))
  async export(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { query } = readRequest(routes.exportCompliance, request);
    const read = complianceFilter(query);
    if ('error' in read) throw invalidFilter(read.error);
    const headers = {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="compliance.csv"',
    };
    await pourLines(reply, this.slots, headers, (signal) =>
      this.exportCompliance.execute(read.filter, signal, query.profile),
    );
  }
}
