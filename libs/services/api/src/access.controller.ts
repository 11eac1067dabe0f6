import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Req, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { AccessStore, type DeviceId } from '#libs/domain';
import { ChangeAccess } from './change-access.ts';
import { deviceIdFromPath, noSuchDevice } from './device-path.ts';
import type { HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';
import { showAccess } from './show-access.ts';
import { showCommand } from './show-command.ts';

/** Who may come in, and with which login. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class AccessController {
  constructor(
    @Inject(AccessStore) private readonly access: AccessStore,
    @Inject(ChangeAccess) private readonly changeAccess: ChangeAccess,
  ) {}

  @Get(routePath(routes.listAccess))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { standing, limit, cursor } = readRequest(routes.listAccess, request).query;
    const after = cursor === undefined ? {} : { after: cursor as DeviceId };
    const found = await this.access.list({ standing, ...after, limit: limit + 1 });
    const devices = found.slice(0, limit);
    const next = found.length > limit ? devices.at(-1)?.deviceId : undefined;
    return { devices: devices.map(showAccess), ...(next === undefined ? {} : { next }) };
  }

  @Get(routePath(routes.getAccess))
  async get(@Req() request: HttpRequest): Promise<unknown> {
    const { deviceId } = readRequest(routes.getAccess, request).params;
    const access = await this.access.get(deviceIdFromPath(deviceId));
    if (access === undefined) throw noSuchDevice(deviceId);
    return showAccess(access);
  }

  @Patch(routePath(routes.changeAccess))
  async change(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.changeAccess, request);
    return showAccess(await this.changeAccess.change(deviceIdFromPath(params.deviceId), body));
  }

  @Delete(routePath(routes.removeAccess))
  @HttpCode(204)
  async remove(@Req() request: HttpRequest): Promise<void> {
    const { deviceId } = readRequest(routes.removeAccess, request).params;
    if (!(await this.changeAccess.remove(deviceIdFromPath(deviceId)))) throw noSuchDevice(deviceId);
  }

  @Post(routePath(routes.renewLogin))
  @HttpCode(202)
  async renew(@Req() request: HttpRequest): Promise<unknown> {
    const { deviceId } = readRequest(routes.renewLogin, request).params;
    const command = await this.changeAccess.renew(deviceIdFromPath(deviceId));
    if (command === undefined) throw noSuchDevice(deviceId);
    return showCommand(command);
  }
}
