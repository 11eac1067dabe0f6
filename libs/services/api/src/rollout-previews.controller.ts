import { Controller, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { RolloutStore } from '#libs/domain';
import { type CheckedRollout, CheckRollout } from './check-rollout.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { pourLines } from './pour-lines.ts';
import { PreviewRollout } from './preview-rollout.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { ReportSlots } from './report-slots.ts';
import { rolloutIdFrom } from './rollout-path.ts';
import { invalidRollout, noSuchRollout } from './rollout-problems.ts';
import { routePath } from './route-path.ts';

/** What a rollout would do. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class RolloutPreviewsController {
  constructor(
    @Inject(RolloutStore) private readonly rollouts: RolloutStore,
    @Inject(CheckRollout) private readonly check: CheckRollout,
    @Inject(PreviewRollout) private readonly previewRollout: PreviewRollout,
    @Inject(ReportSlots) private readonly slots: ReportSlots,
  ) {}

  @Post(routePath(routes.previewRollout))
  async preview(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { rollout, document: json, perDeviceMinutes } = readRequest(routes.previewRollout, request).body;
    const id = rollout === undefined ? undefined : rolloutIdFrom(rollout);
    const { document, image, problems } = asDocument(await this.#checked(id, json));
    const { previewRollout } = this;
    const previewed = { document, image, problems, perDeviceMs: perDeviceMinutes * 60_000, ...(id && { id }) };
    await pourLines(reply, this.slots, { 'content-type': 'application/x-ndjson' }, async function* (signal) {
      for await (const line of previewRollout.execute(previewed, signal)) yield `${JSON.stringify(line)}\n`;
    });
  }

  async #checked(id: ReturnType<typeof rolloutIdFrom> | undefined, json: unknown): Promise<CheckedRollout> {
    const stored = id && (await this.rollouts.get(id));
    if (id !== undefined && stored === undefined) throw noSuchRollout(id);
    if (json !== undefined) return this.check.execute(json);
    if (stored !== undefined) return this.check.stored(stored.document);
    throw new ProblemError('invalid_request', undefined, {
      errors: [{ in: 'body', path: '', message: 'must have a rollout or a document' }],
    });
  }
}

function asDocument(checked: CheckedRollout): Extract<CheckedRollout, { readonly image: unknown }> {
  if (checked.document === undefined) throw invalidRollout(checked.problems);
  return checked;
}
