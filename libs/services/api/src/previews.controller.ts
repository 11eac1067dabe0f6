import { Controller, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { CheckDraft } from './check-draft.ts';
import { deviceIdFromPath, noSuchDevice } from './device-path.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { pourLines } from './pour-lines.ts';
import { PreviewDevice } from './preview-device.ts';
import { PreviewProfile } from './preview-profile.ts';
import { noSuchProfile, refusedProfile } from './profile-problems.ts';
import { readRequest } from './read-request.ts';
import { ReportSlots } from './report-slots.ts';
import { routePath } from './route-path.ts';

/** What would be done, if. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class PreviewsController {
  constructor(
    @Inject(CheckDraft) private readonly checkDraft: CheckDraft,
    @Inject(PreviewDevice) private readonly previewDevice: PreviewDevice,
    @Inject(PreviewProfile) private readonly previewProfile: PreviewProfile,
    @Inject(ReportSlots) private readonly slots: ReportSlots,
  ) {}

  @Post(routePath(routes.previewDevice))
  @HttpCode(200)
  async ofDevice(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.previewDevice, request);
    const outcome = await this.previewDevice.execute(deviceIdFromPath(params.deviceId), body);
    switch (outcome.status) {
      case 'previewed':
        return outcome.preview;
      case 'unknownDevice':
        throw noSuchDevice(params.deviceId);
      case 'unknownProfile':
        throw noSuchProfile(body.profile ?? '');
      case 'refused':
        throw refusedProfile(outcome.problems);
    }
  }

  @Post(routePath(routes.previewProfile))
  async ofProfile(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { profile, document: json } = readRequest(routes.previewProfile, request).body;
    const { document, problems } = await this.checkDraft.execute(json, profile);
    if (document === undefined) throw refusedProfile(problems);
    const { previewProfile } = this;
    await pourLines(reply, this.slots, { 'content-type': 'application/x-ndjson' }, async function* (signal) {
      for await (const line of previewProfile.execute({ profile, document }, problems, signal)) {
        yield `${JSON.stringify(line)}\n`;
      }
    });
  }
}
