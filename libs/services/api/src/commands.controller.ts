import { Controller, Get, HttpCode, Inject, Post, Req, Res, UseGuards } from '@nestjs/common';
import { routes, type Command as ShownCommand } from '#libs/api-contract';
import { type Command, type CommandSpec, CommandStore, type DeviceId, DeviceStore, ServedBytes } from '#libs/domain';
import { CancelCommand } from './cancel-command.ts';
import { CommandWatch, type Seat } from './command-watch.ts';
import { commandLocation, deviceIdFromPath, noSuchCommand, noSuchDevice } from './device-path.ts';
import { goneSignal, type HttpReply, type HttpRequest } from './http-message.ts';
import { LocalOnlyGuard } from './local-only.guard.ts';
import { ProblemError } from './problem-error.ts';
import { QueueCommand, type QueueOutcome } from './queue-command.ts';
import { readRequest } from './read-request.ts';
import { refusalProblem } from './refusal-problem.ts';
import { routePath } from './route-path.ts';
import { showCommand } from './show-command.ts';

@Controller()
@UseGuards(LocalOnlyGuard)
export class CommandsController {
  constructor(
    @Inject(DeviceStore) private readonly devices: DeviceStore,
    @Inject(CommandStore) private readonly commands: CommandStore,
    @Inject(QueueCommand) private readonly queueCommand: QueueCommand,
    @Inject(CancelCommand) private readonly cancelCommand: CancelCommand,
    @Inject(CommandWatch) private readonly commandWatch: CommandWatch,
    @Inject(ServedBytes) private readonly served: ServedBytes,
  ) {}

  @Get(routePath(routes.listCommands))
  async list(@Req() request: HttpRequest): Promise<unknown> {
    const { params, query } = readRequest(routes.listCommands, request);
    const { state: states, ...page } = query;
    const deviceId = deviceIdFromPath(params.deviceId);
    if ((await this.devices.get(deviceId)) === undefined) throw noSuchDevice(deviceId);
    const { commands, next } = await this.commands.list({
      deviceId,
      ...page,
      ...(states === undefined ? {} : { states }),
    });
    return { commands: commands.map(showCommand), ...(next === undefined ? {} : { next }) };
  }

  @Post(routePath(routes.queueCommand))
  async queue(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { params, query, headers, body } = readRequest(routes.queueCommand, request);
    const { expiresInS, confirmAcsUrl, ...spec } = body;
    const idempotencyKey = headers['idempotency-key'];
    const deviceId = deviceIdFromPath(params.deviceId);
    return this.#seated(query.wait, async (seat) => {
      const outcome = await this.queueCommand.execute({
        deviceId,
        spec,
        expiresInS,
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
        ...(confirmAcsUrl === undefined ? {} : { confirmAcsUrl }),
      });
      const command = accepted(outcome, deviceId);
      reply.status(outcome.status === 'queued' ? 201 : 200).header('location', commandLocation(deviceId, command.id));
      return (await seat?.watch(command.id, query.wait * 1_000, goneSignal(reply))) ?? command;
    });
  }

  @Get(routePath(routes.getCommand))
  get(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { params, query } = readRequest(routes.getCommand, request);
    return this.#answer(params.commandId, undefined, query.wait, reply);
  }

  @Get(routePath(routes.getDeviceCommand))
  getOfDevice(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): Promise<unknown> {
    const { params, query } = readRequest(routes.getDeviceCommand, request);
    return this.#answer(params.commandId, deviceIdFromPath(params.deviceId), query.wait, reply);
  }

  @Post(routePath(routes.cancelCommand))
  @HttpCode(200)
  cancel(@Req() request: HttpRequest): Promise<unknown> {
    return this.#cancel(readRequest(routes.cancelCommand, request).params.commandId);
  }

  @Post(routePath(routes.cancelDeviceCommand))
  @HttpCode(200)
  cancelOfDevice(@Req() request: HttpRequest): Promise<unknown> {
    const { params } = readRequest(routes.cancelDeviceCommand, request);
    return this.#cancel(params.commandId, deviceIdFromPath(params.deviceId));
  }

  #answer(commandId: string, deviceId: DeviceId | undefined, waitS: number, reply: HttpReply): Promise<ShownCommand> {
    return this.#seated(waitS, async (seat) => {
      const command = await this.commands.get(commandId);
      if (command === undefined || (deviceId !== undefined && command.deviceId !== deviceId)) {
        throw noSuchCommand(commandId);
      }
      return (await seat?.watch(commandId, waitS * 1_000, goneSignal(reply))) ?? command;
    });
  }

  /** The seat is taken first: who cannot wait is told so before anything is done. */
  async #seated(waitS: number, use: (seat: Seat | undefined) => Promise<Command>): Promise<ShownCommand> {
    const seat = waitS > 0 ? this.commandWatch.sit() : undefined;
    if (waitS > 0 && seat === undefined) {
      throw new ProblemError('too_many_waiting', undefined, { headers: { 'retry-after': '5' } });
    }
    try {
      return await this.#shown(await use(seat));
    } finally {
      seat?.leave();
    }
  }

  async #shown(command: Command): Promise<ShownCommand> {
    const shown = showCommand(command);
    if (command.spec.kind !== 'download' || command.spec.image === undefined) return shown;
    const [bytesServed = 0] = await this.served.of([command]);
    return { ...shown, bytesServed };
  }

  async #cancel(commandId: string, deviceId?: DeviceId): Promise<unknown> {
    const outcome = await this.cancelCommand.execute(commandId, deviceId);
    switch (outcome.status) {
      case 'cancelled':
        return showCommand(outcome.command);
      case 'unknownCommand':
        throw noSuchCommand(commandId);
      case 'tooLate':
        throw new ProblemError(
          'command_not_cancellable',
          outcome.state === 'sent'
            ? 'The command was sent to the CPE already and cannot be taken back. Wait for its outcome.'
            : `The command is ${outcome.state} already.`,
        );
      case 'ownCommand':
        throw new ProblemError('command_not_cancellable', insteadOfCancelling(outcome.kind));
    }
  }
}

function insteadOfCancelling(kind: CommandSpec['kind']): string {
  return kind === 'reconcile'
    ? 'Muster queued this plan because the device is not as its profiles declare, and would queue it again. Publish another revision of the profile, or an earlier one to go back: the plan is replaced in the next session of the device.'
    : `Muster queued this ${kind} by itself, to know the device or to give back to it what it lost, and would queue it again. Let it be done in the next session of the device.`;
}

function accepted(outcome: QueueOutcome, deviceId: DeviceId): Command {
  switch (outcome.status) {
    case 'queued':
    case 'repeated':
      return outcome.command;
    case 'conflict':
      throw new ProblemError(
        'idempotency_conflict',
        `This Idempotency-Key stands for command ${outcome.command.id}, which asks for something else. Use a new key for a new command.`,
      );
    case 'unknownDevice':
      throw noSuchDevice(deviceId);
    case 'refused':
      throw refusalProblem(outcome.refusal);
  }
}
