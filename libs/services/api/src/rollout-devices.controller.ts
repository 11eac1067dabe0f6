import { Controller, Get, Inject, Req, UseGuards } from '@nestjs/common';
import { routes } from '#libs/api-contract';
import {
  type DeviceId,
  DeviceStore,
  type Execution,
  ExecutionStore,
  type RolloutId,
  RolloutStore,
  ServedBytes,
} from '#libs/domain';
import { deviceIdFromPath, noSuchDevice } from './device-path.ts';
import type { HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { readRequest } from './read-request.ts';
import { rolloutIdFrom } from './rollout-path.ts';
import { noSuchRollout } from './rollout-problems.ts';
import { routePath } from './route-path.ts';
import { showExecution } from './show-execution.ts';

/** How rollouts stand on devices. */
@Controller()
@UseGuards(LocalOnlyGuard)
export class RolloutDevicesController {
  constructor(
    @Inject(RolloutStore) private readonly rollouts: RolloutStore,
    @Inject(ExecutionStore) private readonly executions: ExecutionStore,
    @Inject(DeviceStore) private readonly devices: DeviceStore,
    @Inject(ServedBytes) private readonly served: ServedBytes,
  ) {}

  @Get(routePath(routes.listRolloutDevices))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { params, query } = readRequest(routes.listRolloutDevices, request);
    const { state: states, ...page } = query;
    const rollout = await this.#known(params.rolloutId);
    const { executions, next } = await this.executions.list({
      rollout,
      ...page,
      ...(states === undefined ? {} : { states }),
    });
    return { devices: await this.#shown(executions), ...(next === undefined ? {} : { next }) };
  }

  @Get(routePath(routes.getRolloutDevice))
  async get(@Req() request: HttpRequest): Promise<unknown> {
    const { params } = readRequest(routes.getRolloutDevice, request);
    const rollout = await this.#known(params.rolloutId);
    return this.#one(await this.executions.find(deviceIdFromPath(params.deviceId), rollout), params.deviceId);
  }

  @Get(routePath(routes.getDeviceRollout))
  async ofDevice(@Req() request: HttpRequest): Promise<unknown> {
    const { params } = readRequest(routes.getDeviceRollout, request);
    const deviceId: DeviceId = deviceIdFromPath(params.deviceId);
    const execution = await this.executions.find(deviceId);
    if (execution === undefined && (await this.devices.get(deviceId)) === undefined) throw noSuchDevice(deviceId);
    return this.#one(execution, deviceId);
  }

  async #known(text: string): Promise<RolloutId> {
    const id = rolloutIdFrom(text);
    if ((await this.rollouts.get(id)) === undefined) throw noSuchRollout(id);
    return id;
  }

  async #one(execution: Execution | undefined, deviceId: string): Promise<unknown> {
    if (execution === undefined) throw new ProblemError('not_in_rollout', `${deviceId} is in no such rollout.`);
    const [shown] = await this.#shown([execution]);
    return shown;
  }

  async #shown(executions: readonly Execution[]) {
    const tickets = executions.flatMap(({ deviceId, attempts }) => {
      return attempts.map(({ commandKey }) => ({ deviceId, commandKey }));
    });
    const bytes = (await this.served.of(tickets)).values();
    return executions.map((execution) => {
      return showExecution(
        execution,
        new Map(execution.attempts.map(({ commandKey }) => [commandKey, bytes.next().value ?? 0])),
      );
    });
  }
}
