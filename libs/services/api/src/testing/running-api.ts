import type { Command, CommandOutcome, Device, EventBus } from '#libs/domain';
import { nowFinished, timestamp } from '#libs/domain';
import {
  type Adapters,
  createLogger,
  loadConfig,
  openAdapters,
  platformConfig,
  SystemClock,
  start,
} from '#libs/platform';
import { apiConfig } from '../api.config.ts';
import { apiRole } from '../api.role.ts';
import { type Answer, checkedAnswer } from './checked-answer.ts';
import { EventReader } from './event-reader.ts';

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API on a real port over adapters in memory. */
export interface RunningApi {
  readonly url: string;
  readonly adapters: Adapters;
  readonly logLines: readonly string[];
  /** Rejects when the answer is not as the contract says. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  stream(path: string, headers?: Readonly<Record<string, string>>): Promise<EventReader>;
  save(device: Device): Promise<Device>;
  /** Ends a command as provisioning would. */
  finish(command: Pick<Command, 'id'>, outcome: CommandOutcome): Promise<void>;
  stop(): Promise<void>;
}

export interface RunOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** Puts something between the API and the bus. */
  readonly bus?: (bus: EventBus) => EventBus;
}

export async function runApi({ settings, bus }: RunOptions = {}): Promise<RunningApi> {
  const loaded = loadConfig([platformConfig, apiConfig], {
    MUSTER_HTTP_PORT: '0',
    MUSTER_DATA_DIR: ':memory:',
    MUSTER_FIRMWARE_URL: 'http://files.example.net:7558',
    ...settings,
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const logLines: string[] = [];
  const logger = createLogger('test', {
    level: 'warn',
    format: 'json',
    output: { write: (line) => void logLines.push(line) },
  });
  const opened = await openAdapters({ dataDir: ':memory:', clock: new SystemClock() });
  const adapters = bus === undefined ? opened : { ...opened, eventBus: bus(opened.eventBus) };
  const running = await start([apiRole], { config: loaded.config, logger, adapters });
  return {
    url: running.httpUrl,
    adapters,
    logLines,
    call: async (method, path, options = {}) =>
      checkedAnswer(method, path, await fetch(running.httpUrl + path, requestOf(method, options))),
    stream: (path, headers = {}) => EventReader.open(running.httpUrl + path, headers),
    save: (device) => adapters.deviceStore.save(device),
    finish: (command, outcome) => finish(adapters, command.id, outcome),
    stop: async () => {
      await running.stop();
    },
  };
}

function requestOf(method: string, { body, headers = {} }: CallOptions): RequestInit {
  if (body === undefined) return { method, headers, redirect: 'manual' };
  return {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body:
      typeof body === 'string' || body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body),
  };
}

async function finish(adapters: Adapters, commandId: string, outcome: CommandOutcome): Promise<void> {
  const command = await adapters.commandStore.get(commandId);
  if (command === undefined) throw new Error(`there is no command ${commandId}`);
  const { id, deviceId, commandKey, origin } = await adapters.commandStore.save(
    nowFinished(command, outcome, Date.now()),
  );
  const type = outcome.status === 'completed' ? 'command.completed' : 'command.failed';
  const data = { commandId: id, commandKey, kind: command.spec.kind, origin, outcome };
  await adapters.eventBus.publish([{ id: `${id}:finished`, type, deviceId, time: timestamp(Date.now()), data }]);
}
