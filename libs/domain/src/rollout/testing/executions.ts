import type { DeviceId } from '../../device/device-id.ts';
import { timestamp } from '../../ports/clock.ts';
import { type Execution, newExecution } from '../execution.ts';
import type { ExecutionContext, ExecutionEffect, ExecutionEvent, InformFacts } from '../execution-event.ts';
import type { ImageSubject } from '../image.ts';
import type { RolloutDocument } from '../rollout.ts';
import type { RolloutId } from '../rollout-id.ts';
import { stepExecution } from '../step-execution.ts';
import { anImage, subject } from './images.ts';

export const NOW_MS = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const ROLLOUT = 'rollout001' as RolloutId;
export const TARGET = anImage({ version: '2.0', aliases: ['V2-r1'] });
export const BETWEEN = anImage({ version: '1.5', aliases: ['V1.5-r1'] });

export function subjectFor(softwareVersion: string): ImageSubject {
  return subject({ softwareVersion });
}

export function aRolloutDocument(overrides: Partial<RolloutDocument> = {}): RolloutDocument {
  return {
    image: TARGET.id,
    target: { filter: {}, mode: 'frozen' },
    waves: [{ size: { percent: 100 } }],
    permits: { cap: 10 },
    deadlineAt: timestamp(NOW_MS + 30 * 24 * HOUR),
    ...overrides,
  };
}

export function anExecution(overrides: Partial<Execution> = {}): Execution {
  const init = {
    rollout: ROLLOUT,
    deviceId: '00A0B1-Router-1' as DeviceId,
    wave: 1,
    bucket: 0,
    cell: 'Acme/Router/A/1.0',
    groups: [],
    now: timestamp(NOW_MS),
    deadlineAt: timestamp(NOW_MS + 30 * 24 * HOUR),
  };
  return { ...newExecution(init), ...overrides };
}

export const ONE_STEP = [{ image: TARGET.id, from: '1.0', to: '2.0' }];
export const TWO_STEPS = [
  { image: BETWEEN.id, from: '1.0', to: '1.5' },
  { image: TARGET.id, from: '1.5', to: '2.0' },
];

export interface Surroundings {
  readonly document?: Partial<RolloutDocument>;
  readonly phase?: ExecutionContext['rollout']['phase'];
  readonly approved?: boolean;
  readonly closedCells?: readonly string[];
  readonly waveOpen?: boolean;
  readonly windowOpen?: boolean;
  readonly openTimes?: ExecutionContext['openTimes'];
  readonly methods?: readonly string[] | undefined;
  readonly images?: ExecutionContext['images'];
  readonly vendorFaults?: ExecutionContext['vendorFaults'];
}

export function contextAt(nowMs: number, around: Surroundings = {}): ExecutionContext {
  const { document, phase = 'running', approved = true, closedCells = [], methods } = around;
  return {
    nowMs,
    rollout: { document: aRolloutDocument(document), phase, approved, closedCells },
    waveOpen: around.waveOpen ?? true,
    windowOpen: around.windowOpen ?? true,
    images: around.images ?? new Map([TARGET, BETWEEN].map((image) => [image.id, image])),
    device: methods ? { methods } : {},
    ...(around.openTimes && { openTimes: around.openTimes }),
    ...(around.vendorFaults && { vendorFaults: around.vendorFaults }),
  };
}

export function inform(
  sessionId: string,
  softwareVersion: string,
  ...codes: readonly ('0' | '1' | '7')[]
): ExecutionEvent {
  const facts: InformFacts = {
    // 0: when it is played.
    position: 0,
    sessionId,
    softwareVersion,
    booted: codes.includes('1') || codes.includes('0'),
    bootstrapped: codes.includes('0'),
    transferComplete: codes.includes('7'),
  };
  return { type: 'informed', ...facts };
}

/** Plays events on one device, each a minute after the last one. */
export class Play {
  state: Execution;
  nowMs = NOW_MS;
  around: Surroundings;
  effects: readonly ExecutionEffect[] = [];
  readonly states: string[] = [];

  constructor(around: Surroundings = {}, state: Execution = anExecution()) {
    this.around = around;
    this.state = state;
  }

  on(event: ExecutionEvent, after = MINUTE): this {
    this.nowMs += after;
    const placed = event.type === 'informed' ? { ...event, position: event.position || this.nowMs } : event;
    const { state, effects } = stepExecution(this.state, placed, contextAt(this.nowMs, this.around));
    if (state.state !== this.state.state) this.states.push(state.state);
    this.state = state;
    this.effects = effects;
    return this;
  }

  /** Planned, called in as `s1`, checked: the Download goes out. */
  toSending(path = ONE_STEP): this {
    return this.on({ type: 'planned', path: { kind: 'path', steps: path } })
      .on(inform('s1', '1.0'))
      .on({ type: 'preChecked', sessionId: 's1' });
  }

  toTransferring(path = ONE_STEP): this {
    return this.toSending(path).answered('s1', 1);
  }

  toTransferred(): this {
    return this.toTransferring().completed('s1', 0);
  }

  /** Back with the new version: the post-checks are asked for. */
  toVerifying(): this {
    return this.toTransferring().on(inform('s2', '2.0', '1', '7'));
  }

  answered(sessionId: string, status: 0 | 1): this {
    return this.on({ type: 'downloadAnswered', sessionId, answer: { kind: 'status', status } });
  }

  refused(sessionId: string, faultCode: number): this {
    return this.on({ type: 'downloadAnswered', sessionId, answer: { kind: 'fault', faultCode } });
  }

  completed(sessionId: string, faultCode: number, commandKey = `F.${ROLLOUT}.1.1`): this {
    return this.on({ type: 'transferCompleted', sessionId, position: this.nowMs + MINUTE, commandKey, faultCode });
  }

  checked(sessionId: string, failed?: string): this {
    return this.on({ type: 'postChecked', sessionId, configured: true, ...(failed !== undefined && { failed }) });
  }

  /** The deadline of the present state. */
  overdue(): this {
    const { deadlineAt } = this.state;
    return this.on({ type: 'deadline' }, Math.max(0, Date.parse(deadlineAt ?? '') - this.nowMs));
  }

  /** What the effects are. */
  get done(): readonly string[] {
    return this.effects.map((effect) => effect.do);
  }
}
