import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { ImageStore, WrongOffset } from '#libs/domain';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { added } from './images.controller.ts';
import { KeepImages } from './keep-images.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readBytes } from './read-bytes.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';

/** Images that come in parts, over lines that break. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class ImageUploadsController {
  constructor(
    @Inject(ImageStore) private readonly store: ImageStore,
    @Inject(KeepImages) private readonly keep: KeepImages,
  ) {}

  @Post(routePath(routes.beginUpload))
  async begin(): Promise<unknown> {
    return { id: await this.keep.begin(), offset: 0 };
  }

  @Get(routePath(routes.getUpload))
  async get(@Req() request: HttpRequest): Promise<unknown> {
    const { uploadId } = readRequest(routes.getUpload, request).params;
    return { id: uploadId, offset: await this.#offset(uploadId) };
  }

  @Patch(routePath(routes.continueUpload))
  async continue(@Req() request: HttpRequest): Promise<unknown> {
    const { params, query } = readRequest(routes.continueUpload, request);
    const { uploadId: id } = params;
    const bytes = readBytes(request);
    await this.#offset(id);
    try {
      return { id, offset: await this.store.append(id, query.offset, bytes) };
    } catch (error) {
      if (error instanceof WrongOffset) throw new ProblemError('upload_offset_mismatch', error.message);
      throw error;
    }
  }

  @Post(routePath(routes.completeUpload))
  async complete(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { params, body } = readRequest(routes.completeUpload, request);
    const { sha256, ...draft } = body;
    return added(await this.keep.complete(params.uploadId, draft, sha256), reply);
  }

  @Delete(routePath(routes.abandonUpload))
  @HttpCode(204)
  async abandon(@Req() request: HttpRequest): Promise<void> {
    const { uploadId } = readRequest(routes.abandonUpload, request).params;
    if (!(await this.store.remove(uploadId))) throw new ProblemError('upload_not_found');
  }

  async #offset(id: string): Promise<number> {
    const upload = await this.store.stat(id);
    if (upload === undefined) throw new ProblemError('upload_not_found');
    return upload.size;
  }
}
