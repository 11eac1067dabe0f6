import type { AcsMessage } from './acs-message.ts';
import { transferComplete } from './cpe-requests.ts';
import { CpeTree } from './cpe-tree.ts';
import { type EventStruct, envelope, fault, methodList, queuedTransfers, response } from './envelopes.ts';
import { FACTORY, FORCED_VALUES, METHODS, PORT_MAPPINGS } from './factory-settings.ts';
import { replyOptions, ScriptedCpe, type ScriptedCpeOptions } from './scripted-cpe.ts';
import { treeRpc } from './tree-rpcs.ts';

/** A request of an ACS that this CPE has carried out. */
export interface Executed {
  readonly method: string;
  /** CommandKey, or the object of AddObject and DeleteObject; empty where there is neither. */
  readonly key: string;
}

/** A request this CPE still has to make, with the events that announce it and end with it. */
export interface OwnRequest {
  readonly events: readonly EventStruct[];
  readonly body: string;
}

const FIRST_EVENTS: readonly EventStruct[] = [
  ['0 BOOTSTRAP', ''],
  ['1 BOOT', ''],
];

/** Status 1: TransferComplete will follow. */
const ACCEPTED =
  '<Status>1</Status><StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime>';

/**
 * A CPE with a dozen parameters and a memory: it knows what to answer, keeps a ledger of what it carried out, and tells
 * its events until the ACS has acknowledged them, whatever becomes of its sessions (`small-cpe-session.ts`).
 */
export class SmallCpe extends ScriptedCpe {
  readonly tree = new CpeTree(FACTORY);
  readonly executed: Executed[] = [];
  readonly notifications = new Map<string, number>();
  readonly transfers: string[] = [];
  methods: readonly string[] = METHODS;
  /** Parameters of the Informs of its sessions. */
  informed: readonly string[] = FORCED_VALUES.map(([name]) => name);
  retryCount = 0;
  /** Events of Informs that were acknowledged. */
  readonly acknowledged: EventStruct[] = [];
  events: EventStruct[] = [...FIRST_EVENTS];
  requests: OwnRequest[] = [];
  #afterSession: (() => void)[] = [];

  constructor(url: () => string, serialNumber: string, options: ScriptedCpeOptions = {}) {
    super(url, serialNumber, options);
    this.tree.addTable(PORT_MAPPINGS);
  }

  executions(method: string, key?: string): number {
    return this.executed.filter((one) => one.method === method && (key === undefined || one.key === key)).length;
  }

  /** What the Inform announces: its own events, and those of requests that are due. */
  announced(): readonly EventStruct[] {
    const events = [...this.events, ...this.requests.flatMap((request) => request.events)];
    const unique = events.filter((event, at) => events.findIndex((other) => sameEvent(event, other)) === at);
    return unique.length > 0 ? unique : [['2 PERIODIC']];
  }

  /** The ACS has acknowledged an Inform with these events: they are not told again. */
  acknowledge(events: readonly EventStruct[]): void {
    this.retryCount = 0;
    this.acknowledged.push(...events);
    this.events = this.events.filter((event) => !events.some((told) => sameEvent(event, told)));
  }

  /** Ends a transfer it was asked for: TransferComplete follows in its next session. */
  finishTransfer(commandKey: string, code = 0, why = '', event = 'M Download'): void {
    this.transfers.splice(this.transfers.indexOf(commandKey), 1);
    const events: readonly EventStruct[] = [
      ['7 TRANSFER COMPLETE', ''],
      [event, commandKey],
    ];
    this.requests.push({ events, body: transferComplete(commandKey, code, why) });
  }

  /** The session is over, in whatever way: what waited for its end happens now. */
  endSession(): void {
    this.close();
    for (const action of this.#afterSession.splice(0)) action();
  }

  /** Carries an RPC out. Returns the envelope of the answer. */
  answerTo(rpc: AcsMessage): string {
    return envelope(this.execute(rpc), replyOptions(rpc));
  }

  /** Carries an RPC out. Returns what to put into the Body of the answer. */
  execute(rpc: AcsMessage): string {
    const answer = this.methods.includes(rpc.method) ? (treeRpc(this.tree, rpc) ?? this.#order(rpc)) : undefined;
    if (answer === undefined) return fault(9000, 'Method not supported');
    if (!answer.startsWith('<soap:Fault>')) {
      this.executed.push({ method: rpc.method, key: rpc.text('CommandKey') || rpc.text('ObjectName') });
    }
    return answer;
  }

  /** What is about the CPE itself; much of it is done later, or after the session. */
  #order(rpc: AcsMessage): string | undefined {
    const { method } = rpc;
    const commandKey = rpc.text('CommandKey');
    const done = response(method);
    switch (method) {
      case 'GetRPCMethods':
        return response(method, methodList(this.methods));
      case 'SetParameterAttributes': {
        const notifications = rpc.texts('Notification');
        for (const [at, name] of rpc.texts('Name').entries()) this.notifications.set(name, Number(notifications[at]));
        return done;
      }
      case 'Reboot':
        this.#afterSession.push(() => this.events.push(['1 BOOT'], ['M Reboot', commandKey]));
        return done;
      case 'FactoryReset':
        this.#afterSession.push(() => this.#reset());
        return done;
      case 'Download':
      case 'Upload':
        this.transfers.push(commandKey);
        return response(method, ACCEPTED);
      case 'GetAllQueuedTransfers':
        return response(method, queuedTransfers(this.transfers));
      case 'ScheduleInform':
      case 'ChangeDUState':
        return done;
      default:
        return undefined;
    }
  }

  /** TR-069 A.4.1.6: nothing of before is left, and `0 BOOTSTRAP` replaces all other events. */
  #reset(): void {
    this.notifications.clear();
    this.transfers.length = 0;
    this.tree.clearTables();
    for (const value of FACTORY) this.tree.put(...value);
    this.requests = [];
    this.events = [...FIRST_EVENTS];
  }
}

function sameEvent(a: EventStruct, b: EventStruct): boolean {
  return a[0] === b[0] && (a[1] ?? '') === (b[1] ?? '');
}
