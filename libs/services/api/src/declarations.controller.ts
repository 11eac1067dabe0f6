import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import { API_LIMITS, routes } from '#libs/api-contract';
import { DeclarationStore, type DeviceId, DeviceStore } from '#libs/domain';
import { DeclareDevice } from './declare-device.ts';
import { deviceIdFromPath, newDeviceIdFromPath, noSuchDevice } from './device-path.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { ImportDevices } from './import-devices.ts';
import { KeepSecrets, type SecretNames } from './keep-secrets.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readLines } from './read-lines.ts';
import { readRequest } from './read-request.ts';
import { responseSink } from './response-sink.ts';
import { routePath } from './route-path.ts';

const NDJSON = 'application/x-ndjson';

/** What operators say about devices, also before they call. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class DeclarationsController {
  constructor(
    @Inject(DeviceStore) private readonly devices: DeviceStore,
    @Inject(DeclarationStore) private readonly declarations: DeclarationStore,
    @Inject(DeclareDevice) private readonly declareDevice: DeclareDevice,
    @Inject(ImportDevices) private readonly importDevices: ImportDevices,
    @Inject(KeepSecrets) private readonly secrets: KeepSecrets,
  ) {}

  @Post(routePath(routes.importDevices))
  async import(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    if (request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() !== NDJSON) {
      throw new ProblemError('unsupported_media_type', `Send the header Content-Type: ${NDJSON}.`);
    }
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': NDJSON, 'cache-control': 'no-store' });
    const sink = responseSink(reply.raw);
    const lines = readLines(request.body as AsyncIterable<Uint8Array>, API_LIMITS.importLine);
    const reports = this.importDevices.execute(lines);
    // Not held back for a reader who first sends all lines: there are only so many reports.
    for (;;) {
      const { value, done } = await reports.next();
      sink.write(`${JSON.stringify(done ? { done: value } : value)}\n`);
      if (done || sink.gone.aborted) break;
    }
    reply.raw.end();
  }

  @Get(routePath(routes.listDeclarations))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { limit, cursor } = readRequest(routes.listDeclarations, request).query;
    const after = cursor === undefined ? {} : { after: cursor as DeviceId };
    const found = await this.declarations.list({ ...after, limit: limit + 1 });
    const declarations = found.slice(0, limit);
    const next = found.length > limit ? declarations.at(-1)?.id : undefined;
    return { declarations, ...(next === undefined ? {} : { next }) };
  }

  @Get(routePath(routes.getDeclaration))
  async get(@Req() request: HttpRequest): Promise<unknown> {
    const { deviceId } = readRequest(routes.getDeclaration, request).params;
    const declaration = await this.declarations.get(deviceIdFromPath(deviceId));
    if (declaration === undefined) throw notExpected(deviceId);
    return declaration;
  }

  @Put(routePath(routes.declareDevice))
  async declare(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { params, body } = readRequest(routes.declareDevice, request);
    const outcome = await this.declareDevice.declare(newDeviceIdFromPath(params.deviceId), body);
    if (outcome.status !== 'declared') {
      reply.status(200);
      return {};
    }
    reply.status(201);
    return outcome.declaration;
  }

  @Delete(routePath(routes.removeDeclaration))
  @HttpCode(204)
  async remove(@Req() request: HttpRequest): Promise<void> {
    const { deviceId } = readRequest(routes.removeDeclaration, request).params;
    const id = deviceIdFromPath(deviceId);
    if (!(await this.declarations.remove(id))) throw notExpected(deviceId);
    if ((await this.devices.get(id)) === undefined) await this.secrets.forget(id);
  }

  @Get(routePath(routes.listSecrets))
  async listSecrets(@Req() request: HttpRequest): Promise<unknown> {
    const deviceId = deviceIdFromPath(readRequest(routes.listSecrets, request).params.deviceId);
    const [device, declaration] = await Promise.all([this.devices.get(deviceId), this.declarations.get(deviceId)]);
    if (device === undefined && declaration === undefined) throw noSuchDevice(deviceId);
    return shown(await this.secrets.names(deviceId));
  }

  @Patch(routePath(routes.changeSecrets))
  async changeSecrets(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.changeSecrets, request);
    const deviceId = deviceIdFromPath(params.deviceId);
    if (!(await this.declareDevice.changeSecrets(deviceId, body))) throw noSuchDevice(deviceId);
    return shown(await this.secrets.names(deviceId));
  }

  @Get(routePath(routes.listFleetSecrets))
  async listFleetSecrets(): Promise<unknown> {
    return shown(await this.secrets.names('fleet'));
  }

  @Patch(routePath(routes.changeFleetSecrets))
  async changeFleetSecrets(@Req() request: HttpRequest): Promise<unknown> {
    return shown(await this.secrets.changeOfFleet(readRequest(routes.changeFleetSecrets, request).body));
  }
}

function shown(names: SecretNames) {
  return {
    secrets: Object.entries(names).map(([name, { version, changedAt }]) => ({ name, version, changedAt })),
  };
}

function notExpected(deviceId: string): ProblemError {
  return new ProblemError(
    'device_not_found',
    `${deviceId} is not expected: it was never declared, or has called already.`,
  );
}
