import type { AcsMessage } from './acs-message.ts';
import {
  type EventStruct,
  fault,
  type Identity,
  infoList,
  methodList,
  parameterList,
  queuedTransfers,
  response,
  transferComplete,
} from './cpe-messages.ts';
import { CpeTree } from './cpe-tree.ts';
import { FACTORY, FORCED, METHODS, PARAMETER_KEY, PORT_MAPPINGS } from './factory-settings.ts';

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

/** Status 1: TransferComplete will follow. */
const ACCEPTED =
  '<Status>1</Status><StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime>';

/**
 * A CPE with a dozen parameters and a memory: it keeps a ledger of what it carried out, and tells its events until the
 * ACS has acknowledged them, whatever becomes of its sessions.
 */
export class SmallCpe {
  readonly identity: Identity;
  readonly deviceId: string;
  readonly tree = new CpeTree(FACTORY);
  readonly executed: Executed[] = [];
  readonly notifications = new Map<string, number>();
  readonly transfers: string[] = [];
  methods: readonly string[] = METHODS;
  /** Parameters of its Informs. */
  informed: readonly string[] = FORCED;
  retryCount = 0;
  /** Events of Informs that were acknowledged. */
  readonly acknowledged: EventStruct[] = [];
  events: EventStruct[] = [
    ['0 BOOTSTRAP', ''],
    ['1 BOOT', ''],
  ];
  requests: OwnRequest[] = [];
  #afterSession: (() => void)[] = [];

  constructor(serialNumber: string, productClass = 'Gateway') {
    this.identity = { oui: '00D09E', productClass, serialNumber };
    this.deviceId = `00D09E-${productClass}-${serialNumber}`;
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

  /** Ends a transfer it was asked for: TransferComplete follows in its next session. */
  finishTransfer(commandKey: string, code = 0, why = ''): void {
    this.transfers.splice(this.transfers.indexOf(commandKey), 1);
    const body = transferComplete(commandKey, code, why);
    this.requests.push({
      events: [
        ['7 TRANSFER COMPLETE', ''],
        ['M Download', commandKey],
      ],
      body,
    });
  }

  /** The session is over, in whatever way: what waited for its end happens now. */
  endSession(): void {
    for (const action of this.#afterSession.splice(0)) action();
  }

  /** Carries a request out. Returns what to put into the Body of the answer. */
  execute(request: AcsMessage): string {
    const answer = this.#answer(request);
    if (!answer.startsWith('<soapenv:Fault>')) {
      const key = request.text('CommandKey') || request.text('ObjectName');
      this.executed.push({ method: request.method, key });
    }
    return answer;
  }

  #answer(request: AcsMessage): string {
    const { method } = request;
    if (!this.methods.includes(method)) return fault(9000, 'Method not supported');
    const respond = (content: string) => response(method, content);
    switch (method) {
      case 'GetRPCMethods':
        return respond(methodList(this.methods));
      case 'GetParameterNames': {
        const names = this.tree.names(request.text('ParameterPath'), isTrue(request.text('NextLevel')));
        return names === undefined ? fault(9005, 'Invalid parameter name') : respond(infoList(names));
      }
      case 'GetParameterValues': {
        const values = this.tree.read(request.texts('string'));
        return values === undefined ? fault(9005, 'Invalid parameter name') : respond(parameterList(values));
      }
      case 'SetParameterValues':
        return this.#set(request) ?? respond('<Status>0</Status>');
      case 'SetParameterAttributes': {
        const notifications = request.texts('Notification');
        for (const [at, name] of request.texts('Name').entries())
          this.notifications.set(name, Number(notifications[at]));
        return respond('');
      }
      case 'AddObject': {
        const row = this.tree.addRow(request.text('ObjectName'));
        if (row === undefined) return fault(9005, 'Invalid parameter name');
        return respond(`<InstanceNumber>${row}</InstanceNumber><Status>0</Status>`);
      }
      case 'DeleteObject':
        if (!this.tree.deleteRow(request.text('ObjectName'))) return fault(9005, 'Invalid parameter name');
        return respond('<Status>0</Status>');
      default:
        return this.#order(request) ?? fault(9000, 'Method not supported');
    }
  }

  #set(request: AcsMessage): string | undefined {
    const names = request.texts('Name');
    const values = request.texts('Value');
    const unknown = names.filter((name) => !this.tree.leaves.has(name));
    if (unknown.length > 0) {
      const faults = unknown.map((name) => [name, 9005, 'Invalid parameter name'] as const);
      return fault(9003, 'Invalid arguments', faults);
    }
    for (const [at, name] of names.entries()) {
      const leaf = this.tree.leaves.get(name);
      if (leaf) leaf.value = values[at] ?? '';
    }
    this.tree.put({ name: PARAMETER_KEY, value: request.text('ParameterKey'), type: 'string' }, false);
    return undefined;
  }

  /** What is done later, or after the session. */
  #order(request: AcsMessage): string | undefined {
    const { method } = request;
    const commandKey = request.text('CommandKey');
    const done = response(method);
    switch (method) {
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
    for (const value of FACTORY) this.tree.put(value);
    this.requests = [];
    this.events = [
      ['0 BOOTSTRAP', ''],
      ['1 BOOT', ''],
    ];
  }
}

export function sameEvent(a: EventStruct, b: EventStruct): boolean {
  return a[0] === b[0] && (a[1] ?? '') === (b[1] ?? '');
}

function isTrue(text: string): boolean {
  return text === '1' || text === 'true';
}
