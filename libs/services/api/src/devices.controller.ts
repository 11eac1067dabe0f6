import { Controller, Delete, Get, HttpCode, Inject, Patch, Req, Res, UseGuards } from '@nestjs/common';
import { type DeepReadonly, routes, type Device as ShownDevice } from '#libs/api-contract';
import { type Device, DeviceHistory, type DeviceId, DeviceStore, Presence } from '#libs/domain';
import { DeclareDevice } from './declare-device.ts';
import { deviceIdFromPath, noSuchDevice } from './device-path.ts';
import { ForgetDevice } from './forget-device.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { ListDevices } from './list-devices.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';
import { pickMembers, showDevice } from './show-device.ts';
import { showEvent } from './show-event.ts';

@Controller()
@UseGuards(LocalOnlyGuard)
export class DevicesController {
  constructor(
    @Inject(DeviceStore) private readonly devices: DeviceStore,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(DeviceHistory) private readonly history: DeviceHistory,
    @Inject(ListDevices) private readonly listDevices: ListDevices,
    @Inject(DeclareDevice) private readonly declareDevice: DeclareDevice,
    @Inject(ForgetDevice) private readonly forgetDevice: ForgetDevice,
  ) {}

  @Get(routePath(routes.listDevices))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { fields, count, ...query } = readRequest(routes.listDevices, request).query;
    const outcome = await this.listDevices.execute({ ...query, count: count === 'true' });
    if (outcome.status === 'invalid') {
      const { path, message } = outcome;
      throw new ProblemError('invalid_query', undefined, { errors: [{ in: 'query', path, message }] });
    }
    const { status: _, devices, lastSeen, ...page } = outcome;
    return {
      devices: devices.map((device) => pickMembers(showDevice(device, lastSeen.get(device.id)), fields)),
      ...page,
    };
  }

  @Get(routePath(routes.getDevice))
  async get(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const deviceId = deviceIdFromPath(readRequest(routes.getDevice, request).params.deviceId);
    return this.#show(await this.#existing(deviceId), reply);
  }

  @Patch(routePath(routes.changeDevice))
  async change(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { params, headers, body } = readRequest(routes.changeDevice, request);
    const deviceId = deviceIdFromPath(params.deviceId);
    const outcome = await this.declareDevice.change(deviceId, body, revisionOf(headers['if-match']));
    switch (outcome.status) {
      case 'changed':
        return this.#show(outcome.device, reply);
      case 'unknownDevice':
      case 'declared':
        throw noSuchDevice(deviceId);
      case 'changedMeanwhile':
        throw new ProblemError(
          'revision_mismatch',
          `The device is at revision ${outcome.revision} now. Get it, decide again, and send its new ETag.`,
          { headers: { etag: etag(outcome) } },
        );
    }
  }

  @Delete(routePath(routes.forgetDevice))
  @HttpCode(204)
  async forget(@Req() request: HttpRequest): Promise<void> {
    const deviceId = deviceIdFromPath(readRequest(routes.forgetDevice, request).params.deviceId);
    if (!(await this.forgetDevice.execute(deviceId))) throw noSuchDevice(deviceId);
  }

  @Get(routePath(routes.listDeviceEvents))
  async events(@Req() request: HttpRequest): Promise<unknown> {
    const { params, query } = readRequest(routes.listDeviceEvents, request);
    const deviceId = deviceIdFromPath(params.deviceId);
    await this.#existing(deviceId);
    const found = await this.history.list(deviceId, query.limit + 1, query.before);
    const events = found.slice(0, query.limit);
    const next = found.length > query.limit ? events.at(-1)?.position : undefined;
    return { events: events.map(showEvent), ...(next === undefined ? {} : { next }) };
  }

  async #existing(deviceId: DeviceId): Promise<Device> {
    const device = await this.devices.get(deviceId);
    if (device === undefined) throw noSuchDevice(deviceId);
    return device;
  }

  async #show(device: Device, reply: HttpReply): Promise<DeepReadonly<ShownDevice>> {
    reply.header('etag', etag(device));
    const lastSeen = await this.presence.lastSeen([device.id]);
    return showDevice(device, lastSeen.get(device.id));
  }
}

function etag({ revision }: { readonly revision: number }): string {
  return `"${revision}"`;
}

/** `*` asks for nothing but that the device exists, which it must anyway (RFC 9110 §13.1.1). */
function revisionOf(ifMatch: string | undefined): number | undefined {
  return ifMatch === undefined || ifMatch === '*' ? undefined : Number(ifMatch.slice(1, -1));
}
