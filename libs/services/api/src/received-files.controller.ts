import { Controller, Get, Inject, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { DeviceStore, ReceivedFiles } from '#libs/domain';
import { deviceIdFromPath, noSuchDevice } from './device-path.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { responseSink } from './response-sink.ts';
import { routePath } from './route-path.ts';

/** Files that CPEs sent. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class ReceivedFilesController {
  constructor(
    @Inject(DeviceStore) private readonly devices: DeviceStore,
    @Inject(ReceivedFiles) private readonly files: ReceivedFiles,
  ) {}

  @Get(routePath(routes.listReceivedFiles))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { params, query } = readRequest(routes.listReceivedFiles, request);
    const deviceId = deviceIdFromPath(params.deviceId);
    if ((await this.devices.get(deviceId)) === undefined) throw noSuchDevice(deviceId);
    const { limit, cursor: before } = query;
    const found = await this.files.list({ deviceId, limit: limit + 1, ...(before === undefined ? {} : { before }) });
    const files = found.slice(0, limit);
    const next = found.length > limit ? files.at(-1)?.commandId : undefined;
    return { files, ...(next === undefined ? {} : { next }) };
  }

  @Get(routePath(routes.getReceivedFile))
  async get(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { commandId } = readRequest(routes.getReceivedFile, request).params;
    const file = await this.files.get(commandId);
    if (file === undefined) throw new ProblemError('file_not_found');
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': file.size,
      // What a CPE sent is nothing that a browser should show.
      'content-disposition': `attachment; filename="${commandId}.bin"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      etag: `"${file.sha256}"`,
    });
    await this.#pour(commandId, reply);
  }

  /** A file that ends too early must not look whole. */
  async #pour(commandId: string, { raw }: HttpReply): Promise<void> {
    const sink = responseSink(raw);
    try {
      for await (const piece of this.files.read(commandId)) {
        if (sink.gone.aborted) return;
        if (!sink.write(piece)) await sink.drained();
      }
      raw.end();
    } catch (error) {
      raw.destroy();
      throw error;
    }
  }
}
