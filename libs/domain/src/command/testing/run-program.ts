import type { AcsRequest, ParameterInfo, ParameterValue } from '#libs/cwmp';
import type { Device } from '../../device/device.ts';
import type { DeviceId } from '../../device/device-id.ts';
import { type ModelKnowledge, unknownModel } from '../../device/model.ts';
import type { ReportedParameter } from '../../device/reported.ts';
import type { RpcAnswer } from '../../events/events.ts';
import { timestamp } from '../../ports/clock.ts';
import type { Command, CommandSpec } from '../command.ts';
import { needsPlace } from '../kinds/transfer.ts';
import {
  commandId,
  newCommand,
  nowAwaits,
  nowFinished,
  nowOverdue,
  rpcWasAnswered,
  rpcWasLost,
  rpcWasSent,
} from '../lifecycle.ts';
import {
  type After,
  type CommandContext,
  type FilePlace,
  type Learnt,
  type Observation,
  sendAgain,
} from '../program.ts';
import { programOf } from '../programs.ts';
import type { SimulatedCpe } from './simulated-cpe.ts';

/** What becomes of an RPC on the wire; in the last two the session breaks. */
export type Fate = 'ok' | 'requestLost' | 'answerLost';

export interface RunOptions {
  /** Of the RPCs in order; when they are used up all goes well. */
  readonly fates?: readonly Fate[];
  readonly device?: Partial<Device>;
  readonly model?: Partial<ModelKnowledge>;
  /** What is known of the device's parameters before. */
  readonly known?: readonly ParameterValue[];
  /** What a reconcile fills in. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Made anew for each RPC. */
  readonly place?: () => FilePlace;
  /** More RPCs than this are taken for an endless loop. Default 500. */
  readonly maxRpcs?: number;
}

export interface RunResult {
  readonly command: Command;
  readonly sent: readonly AcsRequest[];
  readonly learnt: readonly Learnt[];
  readonly model: ModelKnowledge;
  /** When each RPC went out, in milliseconds since the command was made. */
  readonly sentAtMs: readonly number[];
}

const START_MS = Date.UTC(2026, 0, 1);
const BETWEEN_SESSIONS_MS = 1_000;

/** Runs a command against a CPE over as many sessions as it takes, as provisioning and the gateway would. */
export function runProgram(spec: CommandSpec, cpe: SimulatedCpe, options: RunOptions = {}): RunResult {
  return new Run(spec, cpe, options).toEnd();
}

class Run {
  private command: Command;
  private nowMs = START_MS;
  private session = 0;
  private model: ModelKnowledge;
  private readonly device: Device;
  private readonly reported = new Map<string, ReportedParameter>();
  private readonly sent: AcsRequest[] = [];
  private readonly sentAtMs: number[] = [];
  private readonly learnt: Learnt[] = [];
  private readonly fates: Fate[];

  constructor(
    spec: CommandSpec,
    private readonly cpe: SimulatedCpe,
    private readonly options: RunOptions,
  ) {
    const id = commandId(START_MS, new Uint8Array(10));
    this.device = aDevice(options.device);
    this.command = newCommand({
      id,
      deviceId: this.device.id,
      origin: 'operator',
      spec,
      nowMs: START_MS,
      expiresInS: 7 * 24 * 3_600,
    });
    this.model = { ...unknownModel('model'), ...options.model };
    this.fates = [...(options.fates ?? [])];
    for (const { name, value, type } of options.known ?? []) this.reported.set(name, { path: name, value, type });
  }

  toEnd(): RunResult {
    while (this.isOpen()) {
      this.session++;
      this.nowMs += BETWEEN_SESSIONS_MS;
      this.cpeSpeaks();
      this.runSession();
      this.cpe.endSession();
    }
    return { command: this.command, sent: this.sent, learnt: this.learnt, model: this.model, sentAtMs: this.sentAtMs };
  }

  /** Inform, then TransferComplete, then the rest. */
  private cpeSpeaks(): void {
    const sessionId = `session-${this.session}`;
    const events = this.cpe.takeEvents();
    const transfers = this.cpe.takeTransfers();
    if (this.command.awaiting && events.length === 0) {
      // It has nothing to say, and never will: time runs out.
      this.nowMs = Math.max(this.nowMs, Date.parse(this.command.deadlineAt));
      this.command = nowOverdue(this.command, this.nowMs);
    }
    this.observe({ type: 'informed', sessionId, events });
    for (const transfer of transfers) this.observe({ type: 'transfer', transfer: { sessionId, ...transfer } });
  }

  private observe(observation: Observation): void {
    if (!this.isOpen() || this.command.sentAt === undefined) return;
    const outcome = programOf(this.command).observed?.(this.command as never, observation);
    if (outcome) this.command = nowFinished(this.command, outcome, this.nowMs);
  }

  private runSession(): void {
    while (this.isOpen() && !this.command.awaiting && this.oneStep());
  }

  /** False: the session is over. */
  private oneStep(): boolean {
    if (this.command.notBefore) this.nowMs = Math.max(this.nowMs, Date.parse(this.command.notBefore));
    const next = programOf(this.command).next(this.command as never, this.context(undefined));
    if (next.do === 'finish') {
      this.command = nowFinished(this.command, next.outcome, this.nowMs);
      return false;
    }
    if (next.do === 'await') {
      this.command = nowAwaits(this.command, next.what, `session-${this.session}`, next.timeoutMs, this.nowMs);
      return false;
    }
    this.send(next.request, next.idempotent);
    const fate = this.fates.shift() ?? 'ok';
    const answer = fate === 'requestLost' ? undefined : this.cpe.answer(next.request);
    this.nowMs += 10;
    if (fate === 'ok' && answer) this.answered(answer);
    else this.lost();
    return fate === 'ok';
  }

  private send(request: AcsRequest, idempotent: boolean): void {
    if (this.sent.length >= (this.options.maxRpcs ?? 500)) {
      throw new Error(`Endless: ${this.sent.length} RPCs, the last ones ${JSON.stringify(this.sent.slice(-3))}`);
    }
    this.sent.push(request);
    this.sentAtMs.push(this.nowMs - START_MS);
    const { id, rpcs } = this.command;
    const wire = { sessionId: `session-${this.session}`, commandId: id, step: rpcs, method: request.method };
    this.command = rpcWasSent(this.command, wire, timestamp(this.nowMs));
    if (idempotent !== (this.command.onWire === undefined)) {
      throw new Error(`${request.method}: the program and the command disagree on whether it may run twice`);
    }
  }

  private answered(answer: RpcAnswer): void {
    const bytes = JSON.stringify(answer).length;
    const after = programOf(this.command).answered(this.command as never, answer, this.context(answer), bytes);
    this.command = this.concluded(rpcWasAnswered(this.command, after, this.nowMs), after);
  }

  private lost(): void {
    const program = programOf(this.command);
    const after = program.lost?.(this.command as never, this.context('lost')) ?? sendAgain(this.command);
    this.command = this.concluded(rpcWasLost(this.command, after, this.nowMs), after);
  }

  private concluded(command: Command, after: After): Command {
    for (const lesson of after.learnt) this.learn(lesson);
    // Stored and loaded again: progress has to be JSON.
    const stored = JSON.parse(JSON.stringify(command)) as Command;
    return after.outcome ? nowFinished(stored, after.outcome, this.nowMs) : stored;
  }

  private context(answer: RpcAnswer | 'lost' | undefined): CommandContext {
    const paths = programOf(this.command).needs?.(this.command as never, answer) ?? [];
    const reported = [...this.reported.values()].filter(({ path }) =>
      paths.some((wanted) => (wanted.endsWith('.') ? path.startsWith(wanted) : path === wanted)),
    );
    const { secrets } = this.options;
    const place = answer === undefined && needsPlace(this.command) ? this.options.place?.() : undefined;
    const base = { device: this.device, model: this.model, reported, nowMs: this.nowMs };
    return { ...base, ...(secrets ? { secrets } : {}), ...(place ? { place } : {}) };
  }

  private learn(lesson: Learnt): void {
    this.learnt.push(lesson);
    if (lesson.what === 'values') {
      for (const { name, value, type } of lesson.values) this.reported.set(name, { path: name, value, type });
    } else if (lesson.what === 'names') this.mergeNames(lesson.names);
    else if (lesson.what === 'gone') {
      for (const path of [...this.reported.keys()]) if (path.startsWith(lesson.path)) this.reported.delete(path);
    } else if (lesson.what === 'model') this.model = { ...this.model, ...lesson.knowledge };
  }

  private mergeNames(names: readonly ParameterInfo[]): void {
    for (const { name, writable } of names) {
      this.reported.set(name, { ...this.reported.get(name), path: name, writable });
    }
  }

  private isOpen(): boolean {
    return this.command.state === 'queued' || this.command.state === 'sent';
  }
}

/** A TR-181 device that has told all its methods. */
export function aDevice(overrides: Partial<Device> = {}): Device {
  return {
    id: '00A0B1-Router-1' as DeviceId,
    revision: 1,
    identity: { manufacturer: 'Acme', oui: '00A0B1', productClass: 'Router', serialNumber: '1' },
    tags: [],
    dataModel: { kind: 'tr181', root: 'Device.' },
    cwmpVersion: '1.2',
    softwareVersion: '1.0',
    hardwareVersion: '',
    provisioningCode: '',
    parameterKey: 'key',
    connectionRequestUrl: '',
    aliasBasedAddressing: false,
    methods: ['GetAllQueuedTransfers'],
    discovery: { state: 'complete', parameters: 0, objects: 0, unreadable: 0 },
    rebootPending: false,
    attributes: {},
    parameterAttributes: [],
    conditions: [],
    registeredAt: timestamp(START_MS),
    lastInformAt: timestamp(START_MS),
    lastInform: { sessionId: '', gateway: '', eventCodes: [], eventsFingerprint: '', fingerprint: '', position: 0 },
    ...overrides,
  };
}
