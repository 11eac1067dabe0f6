import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { changeImage, type Image, ImageCatalog, quarantineImage, releaseImage } from '#libs/domain';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { noSuchImage } from './image-problems.ts';
import { type AddOutcome, type ChangeOutcome, KeepImages } from './keep-images.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readBytes } from './read-bytes.ts';
import { readRequest } from './read-request.ts';
import { routePath } from './route-path.ts';

/** Files for CPEs. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class ImagesController {
  constructor(
    @Inject(ImageCatalog) private readonly catalog: ImageCatalog,
    @Inject(KeepImages) private readonly keep: KeepImages,
  ) {}

  @Get(routePath(routes.listImages))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { state: states, limit, cursor: after } = readRequest(routes.listImages, request).query;
    const found = await this.catalog.list({
      ...(states === undefined ? {} : { states }),
      ...(after === undefined ? {} : { after }),
      limit: limit + 1,
    });
    const images = found.slice(0, limit);
    const next = found.length > limit ? images.at(-1)?.id : undefined;
    return { images, ...(next === undefined ? {} : { next }) };
  }

  @Post(routePath(routes.addImage))
  async add(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { sha256, ...said } = readRequest(routes.addImage, request).query;
    const draft = { ...said, aliases: [], fits: [], releaseNotes: '' };
    return added(await this.keep.addAtOnce(readBytes(request), draft, sha256), reply);
  }

  @Get(routePath(routes.getImage))
  async get(@Req() request: HttpRequest): Promise<unknown> {
    const { imageId } = readRequest(routes.getImage, request).params;
    const image = await this.catalog.get(imageId);
    if (image === undefined) throw noSuchImage(imageId);
    return image;
  }

  @Patch(routePath(routes.changeImage))
  async change(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.changeImage, request);
    return changed(await this.keep.change(params.imageId, (image) => changeImage(image, body)), params.imageId);
  }

  @Post(routePath(routes.releaseImage))
  @HttpCode(200)
  async release(@Req() request: HttpRequest): Promise<unknown> {
    const { imageId } = readRequest(routes.releaseImage, request).params;
    return changed(await this.keep.change(imageId, releaseImage), imageId);
  }

  @Post(routePath(routes.quarantineImage))
  @HttpCode(200)
  async quarantine(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.quarantineImage, request);
    const outcome = await this.keep.change(params.imageId, (image) => quarantineImage(image, body.reason));
    return changed(outcome, params.imageId);
  }

  @Delete(routePath(routes.removeImage))
  @HttpCode(204)
  async remove(@Req() request: HttpRequest): Promise<void> {
    const { imageId } = readRequest(routes.removeImage, request).params;
    changed(await this.keep.remove(imageId), imageId);
  }
}

/** The answer to a file that came whole. */
export function added(outcome: AddOutcome, reply: HttpReply): Image {
  switch (outcome.status) {
    case 'added':
    case 'known':
      reply.status(outcome.status === 'added' ? 201 : 200).header('location', `/api/v1/images/${outcome.image.id}`);
      return outcome.image;
    case 'mismatch':
      throw new ProblemError('checksum_mismatch', `What came has the SHA-256 ${outcome.sha256}. It was dropped.`);
    case 'unknownUpload':
      throw new ProblemError('upload_not_found');
  }
}

function changed(outcome: ChangeOutcome, id: string): Image {
  switch (outcome.status) {
    case 'done':
      return outcome.image;
    case 'refused':
      throw new ProblemError('image_state', outcome.why);
    case 'unknownImage':
      throw noSuchImage(id);
  }
}
