import { Controller, Delete, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { ProfileStore } from '#libs/domain';
import { AddRevision } from './add-revision.ts';
import { CheckDraft } from './check-draft.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { noSuchProfile, noSuchRevision, refusedProfile } from './profile-problems.ts';
import { type PublishOutcome, PublishProfile } from './publish-profile.ts';
import { readRequest } from './read-request.ts';
import { unconfirmedAcs } from './refusal-problem.ts';
import { routePath } from './route-path.ts';

/** What devices should look like. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class ProfilesController {
  constructor(
    @Inject(ProfileStore) private readonly profiles: ProfileStore,
    @Inject(CheckDraft) private readonly checkDraft: CheckDraft,
    @Inject(AddRevision) private readonly addRevision: AddRevision,
    @Inject(PublishProfile) private readonly publishProfile: PublishProfile,
  ) {}

  @Get(routePath(routes.listProfiles))
  async list(): Promise<unknown> {
    const [profiles, generation] = await Promise.all([this.profiles.list(), this.publishProfile.generation()]);
    return { generation, profiles };
  }

  @Post(routePath(routes.checkProfile))
  @HttpCode(200)
  async check(@Req() request: HttpRequest): Promise<unknown> {
    const { document, profile } = readRequest(routes.checkProfile, request).body;
    const { problems } = await this.checkDraft.execute(document, profile);
    return { ok: problems.length === 0, problems };
  }

  @Get(routePath(routes.getProfile))
  async get(@Req() request: HttpRequest): Promise<unknown> {
    const { name } = readRequest(routes.getProfile, request).params;
    const profile = await this.profiles.get(name);
    if (profile === undefined) throw noSuchProfile(name);
    return profile;
  }

  @Delete(routePath(routes.removeProfile))
  @HttpCode(204)
  async remove(@Req() request: HttpRequest): Promise<void> {
    const { name } = readRequest(routes.removeProfile, request).params;
    if (!(await this.publishProfile.remove(name))) throw noSuchProfile(name);
  }

  @Get(routePath(routes.listProfileRevisions))
  async listRevisions(@Req() request: HttpRequest): Promise<unknown> {
    const { params, query } = readRequest(routes.listProfileRevisions, request);
    const { limit, before } = query;
    const found = await this.profiles.revisions(params.name, {
      ...(before === undefined ? {} : { before }),
      limit: limit + 1,
    });
    if (found.length === 0 && (await this.profiles.get(params.name)) === undefined) throw noSuchProfile(params.name);
    const revisions = found.slice(0, limit);
    const next = found.length > limit ? revisions.at(-1)?.number : undefined;
    return { revisions, ...(next === undefined ? {} : { next }) };
  }

  @Post(routePath(routes.addProfileRevision))
  async add(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { params, body } = readRequest(routes.addProfileRevision, request);
    const outcome = await this.addRevision.execute({ profile: params.name, ...body });
    switch (outcome.status) {
      case 'refused':
        throw refusedProfile(outcome.problems);
      case 'acsUrlNotConfirmed':
        throw unconfirmedAcs(outcome.write);
      case 'changedMeanwhile':
        throw new ProblemError(
          'profile_changed',
          `The newest revision of ${params.name} is ${outcome.latest}. Get it, put your change into it, and add it after ${outcome.latest}.`,
        );
      default: {
        const { revision, status } = outcome;
        reply
          .status(status === 'added' ? 201 : 200)
          .header('location', `/api/v1/profiles/${revision.profile}/revisions/${revision.number}`);
        return revision;
      }
    }
  }

  @Get(routePath(routes.getProfileRevision))
  async getRevision(@Req() request: HttpRequest): Promise<unknown> {
    const { name, number } = readRequest(routes.getProfileRevision, request).params;
    const revision = await this.publishProfile.revision(name, number);
    if (revision === undefined) throw noSuchRevision(name, number);
    return revision;
  }

  @Post(routePath(routes.publishProfile))
  @HttpCode(200)
  async publish(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.publishProfile, request);
    return published(await this.publishProfile.publish(params.name, body), params.name, body.revision);
  }

  @Post(routePath(routes.unpublishProfile))
  @HttpCode(200)
  async unpublish(@Req() request: HttpRequest): Promise<unknown> {
    const { name } = readRequest(routes.unpublishProfile, request).params;
    return published(await this.publishProfile.unpublish(name), name);
  }
}

function published(outcome: PublishOutcome, name: string, number?: number): unknown {
  switch (outcome.status) {
    case 'done': {
      const { profile, generation } = outcome;
      return { profile, generation };
    }
    case 'refused':
      throw refusedProfile(outcome.problems);
    case 'unknownProfile':
      throw noSuchProfile(name);
    case 'unknownRevision':
      throw noSuchRevision(name, number ?? 0);
    case 'changedMeanwhile':
      throw new ProblemError(
        'publication_changed',
        outcome.published === undefined
          ? `No revision of ${name} is in force now.`
          : `Revision ${outcome.published} of ${name} is in force now.`,
      );
  }
}
