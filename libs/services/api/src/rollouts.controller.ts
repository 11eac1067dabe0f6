import { Controller, Get, Inject, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { type Rollout, RolloutStore } from '#libs/domain';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { type CreateOutcome, KeepRollouts } from './keep-rollouts.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { ReadRolloutProgress } from './read-progress.ts';
import { readRequest } from './read-request.ts';
import { responseSink } from './response-sink.ts';
import { rolloutIdFrom } from './rollout-path.ts';
import { invalidRollout, noSuchRollout, rolloutProblem } from './rollout-problems.ts';
import { RolloutStreams } from './rollout-streams.ts';
import { routePath } from './route-path.ts';
import { showProgress } from './show-progress.ts';
import { showListed, showRollout } from './show-rollout.ts';

/** Upgrades of many devices. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class RolloutsController {
  constructor(
    @Inject(RolloutStore) private readonly rollouts: RolloutStore,
    @Inject(KeepRollouts) private readonly keep: KeepRollouts,
    @Inject(RolloutStreams) private readonly streams: RolloutStreams,
    @Inject(ReadRolloutProgress) private readonly readProgress: ReadRolloutProgress,
  ) {}

  @Get(routePath(routes.listRollouts))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { phase: phases, ...page } = readRequest(routes.listRollouts, request).query;
    const { rollouts, next } = await this.rollouts.list({ ...page, ...(phases === undefined ? {} : { phases }) });
    return { rollouts: rollouts.map(showListed), ...(next === undefined ? {} : { next }) };
  }

  @Post(routePath(routes.createRollout))
  async create(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { body } = readRequest(routes.createRollout, request);
    const outcome = await this.keep.create(body);
    const rollout = created(outcome);
    reply.status(outcome.status === 'created' ? 201 : 200).header('location', `/api/v1/rollouts/${rollout.id}`);
    return showRollout(rollout);
  }

  @Get(routePath(routes.getRollout))
  async get(@Req() request: HttpRequest): Promise<unknown> {
    const id = rolloutIdFrom(readRequest(routes.getRollout, request).params.rolloutId);
    const rollout = await this.rollouts.get(id);
    if (rollout === undefined) throw noSuchRollout(id);
    return { rollout: showRollout(rollout), progress: showProgress(await this.readProgress.execute(rollout)) };
  }

  @Put(routePath(routes.editRollout))
  async edit(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.editRollout, request);
    const outcome = await this.keep.edit(rolloutIdFrom(params.rolloutId), body);
    if (outcome.status !== 'done') throw rolloutProblem(params.rolloutId, outcome);
    return showRollout(outcome.rollout);
  }

  @Get(routePath(routes.streamRollout))
  async stream(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const id = rolloutIdFrom(readRequest(routes.streamRollout, request).params.rolloutId);
    const opened = await this.streams.open(id);
    if (opened.status === 'unknownRollout') throw noSuchRollout(id);
    if (opened.status === 'tooMany') {
      throw new ProblemError('too_many_streams', undefined, { headers: { 'retry-after': '5' } });
    }
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // Proxies such as nginx would hold events back.
      'x-accel-buffering': 'no',
    });
    await opened.pour(responseSink(reply.raw));
    reply.raw.end();
  }
}

function created(outcome: CreateOutcome): Rollout {
  switch (outcome.status) {
    case 'created':
    case 'repeated':
      return outcome.rollout;
    case 'invalid':
      throw invalidRollout(outcome.problems);
    case 'conflict':
      throw new ProblemError(
        'rollout_exists',
        `Rollout ${outcome.rollout.id} has that name, and is another one. Choose another name, or edit that one.`,
      );
  }
}
