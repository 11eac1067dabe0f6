import type { AcsRequest, CpeFault, CpeRequest, CpeResponse, Inform } from '#libs/cwmp';
import { dateTime } from './clock.ts';
import type { CpeOptions } from './cpe-options.ts';
import { Device } from './device.ts';
import { requestedDiagnostics, runDiagnostics } from './diagnostics.ts';
import { retryWaitMs } from './events/retry-wait.ts';
import { FaultRules } from './fault-rules.ts';
import { informParameters } from './inform-parameters.ts';
import { keyOf, Ledger } from './ledger.ts';
import { PeriodicInform } from './periodic.ts';
import type { DeviceParts } from './rpc/device-parts.ts';
import { execute } from './rpc/execute.ts';

const NEVER = Number.POSITIVE_INFINITY;

/**
 * A device that has sessions with an ACS. It has no timers and opens no connections: `runSession` runs its sessions,
 * `nextDueAt` says when the next one is due.
 */
export class Cpe extends Device {
  readonly faults = new FaultRules();
  readonly ledger = new Ledger();
  readonly #device: DeviceParts;
  readonly #periodic: PeriodicInform;
  #acsUrl: string;
  #diagnosticsDueAt = NEVER;
  #sessions = 0;
  #failures = 0;
  #retryAt = NEVER;

  constructor(options: CpeOptions = {}) {
    super(options);
    this.#acsUrl = this.acsUrl;
    this.#periodic = new PeriodicInform(this.tree, this.clock);
    this.#device = {
      tree: this.tree,
      attributes: this.attributes,
      transfers: this.transfers,
      orders: this.orders,
      clock: this.clock,
      unsupported: options.unsupported ?? [],
      writeStatus: options.writeStatus ?? 0,
      transferStatus: options.transferStatus ?? 1,
    };
  }

  /** The sessions begun so far. */
  get sessions(): number {
    return this.#sessions;
  }

  /** Failed sessions since the last good one: the RetryCount of the next Inform. */
  get retryCount(): number {
    return this.#failures;
  }

  override boot(commandKeys: readonly string[] = []): void {
    super.boot(commandKeys);
    this.#failures = 0;
    this.#retryAt = NEVER;
    this.#diagnosticsDueAt = NEVER;
  }

  override factoryReset(): void {
    super.factoryReset();
    this.#acsUrl = this.acsUrl;
    this.#periodic.adjust();
  }

  /** Turns what is due by now into events. */
  advance(): void {
    const now = this.clock.now();
    if (this.#periodic.take()) this.outbox.announce('2 PERIODIC');
    for (const commandKey of this.orders.takeScheduled(now)) {
      this.outbox.announce('3 SCHEDULED');
      this.outbox.announce('M ScheduleInform', commandKey);
    }
    if (this.#diagnosticsDueAt <= now) {
      this.#diagnosticsDueAt = NEVER;
      runDiagnostics(this.tree);
      this.outbox.announce('8 DIAGNOSTICS COMPLETE');
    }
    if ((this.options.transfers ?? 'simulate') !== 'simulate') return;
    const transferMs = this.options.transferMs ?? 0;
    for (const transfer of this.transfers.start(now - transferMs)) this.finishTransfer(transfer.request.commandKey);
  }

  /** When the device wants to act next, in milliseconds since 1970; in the past if it is now, Infinity if never. */
  nextDueAt(): number {
    if (this.isDead) return NEVER;
    if (this.outbox.isUrgent) return this.clock.now();
    const transferAt =
      this.options.transfers === 'manual' ? NEVER : this.transfers.nextDueAt + (this.options.transferMs ?? 0);
    const scheduled = this.orders.scheduledInforms.map(({ at }) => at);
    return Math.min(this.#retryAt, this.#periodic.nextAt, this.#diagnosticsDueAt, transferAt, ...scheduled);
  }

  /** True if a session is due: something new to tell, or time to try again. */
  wantsSession(): boolean {
    return !this.isDead && (this.outbox.isUrgent || this.#retryAt <= this.clock.now());
  }

  /** Begins a session: the Inform, and the requests to send after it. */
  beginSession(): { readonly inform: Inform; readonly requests: readonly CpeRequest[] } {
    this.#sessions += 1;
    this.#retryAt = NEVER;
    const { events, changes, requests } = this.outbox.begin();
    const inform: Inform = {
      method: 'Inform',
      deviceId: this.identity,
      event: events,
      maxEnvelopes: 1,
      currentTime: dateTime(this.clock.now()),
      retryCount: this.#failures,
      parameterList: informParameters(this.tree, events, [...changes, ...(this.options.informAlso ?? [])]),
    };
    return { inform, requests };
  }

  /** The ACS answered the Inform. */
  informed(inform: Inform): void {
    this.outbox.informed();
    if (this.options.keepLedger === false) return;
    this.ledger.informs.push({ session: this.#sessions, at: this.clock.now(), events: inform.event });
  }

  /** Executes an RPC, or refuses it. */
  execute(request: AcsRequest): { readonly message: CpeResponse } | { readonly fault: CpeFault } {
    const refusal = this.faults.take(request);
    const result = refusal ? ({ ok: false, refusal } as const) : execute(this.#device, request);
    if (this.options.keepLedger !== false) {
      const faultCode = result.ok ? 0 : result.refusal.faultCode;
      const { method } = request;
      this.ledger.rpcs.push({
        session: this.#sessions,
        at: this.clock.now(),
        method,
        request,
        key: keyOf(request),
        faultCode,
      });
    }
    return result.ok ? { message: result.value } : { fault: { parameterFaults: [], ...result.refusal } };
  }

  /** The session is over. The device does what it was told to do after it. */
  endSession(isSuccess: boolean): void {
    this.outbox.end();
    if (isSuccess) this.#failures = 0;
    else this.#fail();
    this.#periodic.adjust();
    this.#obey();
    this.advance();
  }

  #fail(): void {
    this.#failures += 1;
    const read = (name: string, otherwise: number): number =>
      Number(this.tree.value(`${this.tree.model.root}ManagementServer.CWMPRetry${name}`) ?? otherwise);
    const settings = { minimumWaitS: read('MinimumWaitInterval', 5), multiplier: read('IntervalMultiplier', 2_000) };
    this.#retryAt = this.clock.now() + retryWaitMs(this.#failures, settings, this.clock.random());
  }

  #obey(): void {
    const { reboots, factoryReset } = this.orders;
    const commandKeys = reboots.splice(0);
    this.orders.factoryReset = false;
    if (factoryReset) {
      this.factoryReset();
      return;
    }
    if (commandKeys.length > 0) this.boot(commandKeys);
    if (this.acsUrl !== this.#acsUrl) this.outbox.bootstrap();
    this.#acsUrl = this.acsUrl;
    if (requestedDiagnostics(this.tree).length > 0)
      this.#diagnosticsDueAt = this.clock.now() + (this.options.diagnosticMs ?? 0);
    if (this.options.transfers !== 'manual')
      for (const { commandKey } of [...this.orders.duChanges]) this.finishDuStateChange(commandKey);
  }
}
