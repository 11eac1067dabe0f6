import type { CpeRequest, InformEvent } from '#libs/cwmp';
import { PendingEvents } from './events/pending-events.ts';

/** What an Inform has to tell, and what is to be sent after it. */
export interface News {
  readonly events: readonly InformEvent[];
  /** Parameters that changed and have a notification. */
  readonly changes: readonly string[];
  readonly requests: readonly CpeRequest[];
}

/** All that a device has to tell its ACS and does not know to be delivered. */
export class Outbox {
  readonly #events = new PendingEvents();
  #requests: readonly CpeRequest[] = [];
  #changes: readonly string[] = [];
  #toldChanges: readonly string[] = [];
  #isUrgent = false;

  /** Something was added since the last session began, which asks for a session at once. */
  get isUrgent(): boolean {
    return this.#isUrgent;
  }

  get events(): readonly InformEvent[] {
    return this.#events.all;
  }

  get requests(): readonly CpeRequest[] {
    return this.#requests;
  }

  announce(eventCode: string, commandKey = ''): void {
    this.#events.add(eventCode, commandKey);
    this.#isUrgent = true;
  }

  addRequest(request: CpeRequest): void {
    this.#requests = [...this.#requests, request];
  }

  addChange(path: string): void {
    if (!this.#changes.includes(path)) this.#changes = [...this.#changes, path];
  }

  reboot(): void {
    this.#events.reboot();
    this.#changes = [];
    this.#toldChanges = [];
  }

  /** 0 BOOTSTRAP: nothing that was pending is told any more. */
  bootstrap(): void {
    this.#requests = [];
    this.announce('0 BOOTSTRAP');
  }

  begin(): News {
    this.#isUrgent = false;
    const changes = [...new Set([...this.#toldChanges, ...this.#changes])];
    this.#toldChanges = changes;
    this.#changes = [];
    return { events: this.#events.begin(), changes, requests: this.#requests };
  }

  /** The ACS answered the Inform. */
  informed(): void {
    this.#events.informed();
    this.#toldChanges = [];
  }

  /** The ACS answered a request. */
  answered(request: CpeRequest): void {
    this.#requests = this.#requests.filter((each) => each !== request);
    const commandKey = 'commandKey' in request ? request.commandKey : undefined;
    // Without CommandKeys one event announces them all: it goes with the last of them.
    const isLast = !this.#requests.some((each) => each.method === request.method);
    if (commandKey !== undefined || isLast) this.#events.delivered(request.method, commandKey ?? '');
  }

  /** The session is over. */
  end(): void {
    this.#events.end();
    this.#changes = [...new Set([...this.#toldChanges, ...this.#changes])];
    this.#toldChanges = [];
  }
}
