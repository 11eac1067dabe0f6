import { Controller, HttpCode, Inject, Post, Req, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import { lowerCap, openGate, type RolloutAction } from '#libs/domain';
import type { HttpRequest } from './http-message.ts';
import { KeepRollouts, type RolloutChange } from './keep-rollouts.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { readRequest } from './read-request.ts';
import { rolloutIdFrom } from './rollout-path.ts';
import { rolloutProblem } from './rollout-problems.ts';
import { routePath } from './route-path.ts';
import { showRollout } from './show-rollout.ts';
import { type StartOutcome, StartRollout } from './start-rollout.ts';

/** What people do to rollouts. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class RolloutActionsController {
  constructor(
    @Inject(KeepRollouts) private readonly keep: KeepRollouts,
    @Inject(StartRollout) private readonly startRollout: StartRollout,
  ) {}

  @Post(routePath(routes.submitRollout))
  @HttpCode(200)
  submit(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.submitRollout, request);
    return this.#act(params.rolloutId, { type: 'submit', ...body });
  }

  @Post(routePath(routes.approveRollout))
  @HttpCode(200)
  approve(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.approveRollout, request);
    return this.#act(params.rolloutId, { type: 'approve', ...body });
  }

  @Post(routePath(routes.rejectRollout))
  @HttpCode(200)
  reject(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.rejectRollout, request);
    return this.#act(params.rolloutId, { type: 'reject', ...body });
  }

  @Post(routePath(routes.startRollout))
  @HttpCode(200)
  async start(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.startRollout, request);
    return done(params.rolloutId, await this.startRollout.execute(rolloutIdFrom(params.rolloutId), body.by));
  }

  @Post(routePath(routes.pauseRollout))
  @HttpCode(200)
  pause(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.pauseRollout, request);
    return this.#act(params.rolloutId, { type: 'pause', ...body });
  }

  @Post(routePath(routes.haltRollout))
  @HttpCode(200)
  halt(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.haltRollout, request);
    return this.#act(params.rolloutId, { type: 'halt', ...body });
  }

  @Post(routePath(routes.resumeRollout))
  @HttpCode(200)
  resume(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.resumeRollout, request);
    return this.#act(params.rolloutId, { type: 'resume', ...body });
  }

  @Post(routePath(routes.cancelRollout))
  @HttpCode(200)
  cancel(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.cancelRollout, request);
    return this.#act(params.rolloutId, { type: 'cancel', ...body });
  }

  @Post(routePath(routes.openRolloutGate))
  @HttpCode(200)
  async openGate(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.openRolloutGate, request);
    const { wave, ...act } = body;
    const id = rolloutIdFrom(params.rolloutId);
    return done(id, await this.keep.change(id, (rollout, nowMs) => openGate(rollout, wave, act, nowMs)));
  }

  @Post(routePath(routes.lowerRolloutCap))
  @HttpCode(200)
  async lowerCap(@Req() request: HttpRequest): Promise<unknown> {
    const { params, body } = readRequest(routes.lowerRolloutCap, request);
    const { cap, ...act } = body;
    const id = rolloutIdFrom(params.rolloutId);
    return done(id, await this.keep.change(id, (rollout, nowMs) => lowerCap(rollout, cap, act, nowMs)));
  }

  async #act(id: string, action: RolloutAction): Promise<unknown> {
    return done(id, await this.keep.act(rolloutIdFrom(id), action));
  }
}

function done(id: string, outcome: RolloutChange | StartOutcome): unknown {
  if (outcome.status !== 'done') throw rolloutProblem(id, outcome);
  return showRollout(outcome.rollout);
}
