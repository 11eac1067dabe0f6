import {
  type Execution,
  type ExecutionContext,
  type ExecutionEffect,
  type ExecutionEvent,
  imagePath,
  isFinalState,
  type RolloutDocument,
  stepExecution,
} from '#libs/domain';
import type { Ledger } from './ledger.ts';
import type { Scheduler } from './scheduler.ts';
import { HOUR, MINUTE, TARGET } from './simulated-rollout.ts';
import type { Timeline } from './timeline.ts';
import type { Transfers } from './transfers.ts';
import { subjectOf, type VirtualDevice } from './virtual-fleet.ts';

export interface SessionParts {
  readonly document: RolloutDocument;
  readonly ledger: Ledger;
  readonly scheduler: Scheduler;
  readonly timeline: Timeline;
  readonly transfers: Transfers;
  readonly random: () => number;
  /** Share of the Downloads whose session ends before the answer. */
  readonly lostAnswers: number;
}

/** What an Inform is about. */
export interface CallingIn {
  readonly booted: boolean;
  readonly told?: { readonly faultCode: number; readonly commandKey: string };
}

type EffectOf<D extends ExecutionEffect['do']> = Extract<ExecutionEffect, { readonly do: D }>;

const IMAGES = new Map([[TARGET.id, TARGET]]);

/** Sessions of devices and what is decided in them: the shell of `stepExecution`. */
export class DeviceSessions {
  readonly #parts: SessionParts;
  /** A look at them is due at some time. */
  readonly #watched = new Set<VirtualDevice>();
  #sessions = 0;
  #position = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** An Inform, perhaps a TransferComplete, and all that is asked of the device in the session. */
  callsIn(device: VirtualDevice, { booted, told }: CallingIn): void {
    if (device.dead) return;
    const sessionId = `s${++this.#sessions}`;
    this.#informs(device, { booted, transferComplete: told !== undefined });
    if (told !== undefined) {
      device.transfer = undefined;
      this.#event(device, { type: 'transferCompleted', sessionId, position: ++this.#position, ...told });
    }
    this.#event(device, { type: 'sessionEnded', sessionId });
    this.#callsAgain(device);
  }

  /** Nothing was sent to it, and nothing will be: its cell was closed. */
  leaves(device: VirtualDevice): void {
    this.#event(device, { type: 'cancel', by: 'closedCell' });
  }

  overdue(device: VirtualDevice): void {
    this.#watched.delete(device);
    this.#event(device, { type: 'deadline' });
    this.#watch(device);
  }

  #informs(device: VirtualDevice, about: { readonly booted: boolean; readonly transferComplete: boolean }): void {
    this.#event(device, {
      type: 'informed',
      sessionId: `s${this.#sessions}`,
      position: ++this.#position,
      softwareVersion: device.version,
      bootstrapped: false,
      ...about,
    });
  }

  /** When the device is heard of again, by what it waits for. */
  #callsAgain(device: VirtualDevice): void {
    const { document, ledger, random, scheduler, timeline } = this.#parts;
    const soonMs = random() * 10 * MINUTE;
    if (ledger.hasSucceeded(device)) return;
    const { state, notBefore, since } = ledger.of(device);
    const { nowMs } = timeline;
    const callsIn = (ms: number): void => timeline.at(ms, { kind: 'callsIn', device });
    switch (state) {
      case 'eligible':
      case 'scheduled':
        scheduler.waits(device);
        break;
      case 'waitingRetry':
        if (scheduler.phase === 'running') callsIn(Math.max(nowMs, Date.parse(notBefore ?? since)) + soonMs);
        break;
      case 'unknownSent':
        callsIn(nowMs + HOUR + soonMs);
        break;
      case 'verifying':
        callsIn(nowMs + 20 * MINUTE + soonMs);
        break;
      case 'soaking':
        callsIn(Math.max(Date.parse(since) + (document.deviceSoakMinutes ?? 0) * MINUTE, nowMs) + soonMs);
    }
  }

  #event(device: VirtualDevice, event: ExecutionEvent): void {
    const { ledger, timeline } = this.#parts;
    if (ledger.hasSucceeded(device)) return;
    const before = ledger.of(device);
    const { state: after, effects } = stepExecution(before, event, this.#context(before));
    if (!ledger.save(device, before, after)) return;
    if (after !== before) {
      if (isFinalState(after.state)) timeline.changed();
      this.#watch(device);
    }
    for (const effect of effects) this.#carryOut(device, effect);
  }

  /** One look at a time for each device that something was sent to. */
  #watch(device: VirtualDevice): void {
    const { ledger, timeline } = this.#parts;
    if (ledger.hasSucceeded(device)) return;
    const { account, deadlineAt } = ledger.of(device);
    if (account !== 'inFlight' || deadlineAt === undefined || this.#watched.has(device)) return;
    this.#watched.add(device);
    timeline.at(Math.max(Date.parse(deadlineAt), timeline.nowMs), { kind: 'deadline', device });
  }

  #carryOut(device: VirtualDevice, effect: ExecutionEffect): void {
    switch (effect.do) {
      case 'plan':
        this.#event(device, { type: 'planned', path: imagePath(TARGET, [], subjectOf(device)) });
        this.#informs(device, { booted: false, transferComplete: false });
        break;
      case 'preCheck':
        this.#event(device, { type: 'preChecked', sessionId: effect.sessionId });
        break;
      case 'download':
        this.#download(device, effect);
        break;
      case 'postCheck': {
        const failed = device.fate === 'fails' ? { failed: 'Device.PPP.Interface.1.Status is Down.' } : {};
        this.#event(device, { type: 'postChecked', sessionId: effect.sessionId, configured: true, ...failed });
      }
    }
  }

  #download(device: VirtualDevice, { sessionId, commandKey }: EffectOf<'download'>): void {
    const { lostAnswers, random, transfers } = this.#parts;
    transfers.begin(device, commandKey);
    if (random() < lostAnswers) return;
    this.#event(device, { type: 'downloadAnswered', sessionId, answer: { kind: 'status', status: 1 } });
  }

  #context({ wave }: Execution): ExecutionContext {
    const { document, scheduler, timeline } = this.#parts;
    const { closedCells, phase } = scheduler;
    return {
      nowMs: timeline.nowMs,
      rollout: { document, phase, approved: true, closedCells },
      waveOpen: scheduler.isOpen(wave),
      windowOpen: true,
      images: IMAGES,
      device: {},
    };
  }
}
