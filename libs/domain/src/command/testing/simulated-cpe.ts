import type { AcsRequest, CpeFault, CpeResponse, InformEvent, ParameterInfo, ParameterValue } from '#libs/cwmp';
import type { RpcAnswer, TransferCompleted } from '../../events/events.ts';

/** What a simulated CPE is like. Everything left out is as a well-behaved CPE has it. */
export interface CpeTraits {
  readonly parameters: readonly ParameterValue[];
  /** Tables, with the parameters a new row has (relative names). A table is listed even without rows. */
  readonly tables?: Readonly<Record<string, readonly ParameterValue[]>>;
  /** Parameters, or objects with all below them, that answer 9005 when they are read. */
  readonly unreadable?: readonly string[];
  /** More parameters than this in one GetParameterValues answer 9004. */
  readonly readLimit?: number;
  /** More names than this in one GetParameterNames answer 9004. */
  readonly namesLimit?: number;
  /** Lists a table only once it has a row. */
  readonly hidesEmptyTables?: boolean;
  /** Status of what it sets, adds and deletes. */
  readonly status?: 0 | 1;
  /** Says that it took these over, and does not. */
  readonly ignores?: readonly string[];
  /** Status of a DownloadResponse or UploadResponse; 1: a TransferComplete follows. */
  readonly transferStatus?: 0 | 1;
  /** How the transfer ends. */
  readonly transferFault?: number;
  /** Never comes back after an answer: no boot, no TransferComplete, no scheduled Inform. */
  readonly forgetful?: boolean;
  /** A fault (or an empty POST) instead of executing; `nth` counts the requests of that method from 1. */
  readonly refuse?: (request: AcsRequest, nth: number) => number | CpeFault | 'declined' | undefined;
}

export const PARAMETERS: readonly ParameterValue[] = [
  { name: 'Device.DeviceInfo.SoftwareVersion', value: '1.0', type: 'string' },
  { name: 'Device.ManagementServer.PeriodicInformInterval', value: '300', type: 'unsignedInt' },
  { name: 'Device.ManagementServer.Password', value: '', type: 'string' },
];

/** A CPE in memory: executes RPCs on its tree, and says in its next session what came of them. */
export class SimulatedCpe {
  /** What it executed, in order: a refused request is not in it. */
  readonly executed: AcsRequest[] = [];
  readonly values = new Map<string, ParameterValue>();
  private readonly objects = new Set<string>();
  private readonly calls = new Map<string, number>();
  private readonly events: InformEvent[] = [];
  private readonly transfers: Omit<TransferCompleted, 'sessionId'>[] = [];
  private readonly queue: { readonly commandKey: string; readonly isDownload: boolean }[] = [];
  private readonly afterSession: (() => void)[] = [];
  /** Accepted with Status 1. */
  private readonly committed: ParameterValue[] = [];
  private lastRow = 0;

  constructor(readonly traits: CpeTraits) {
    this.reset();
  }

  /** As it came from the factory. */
  reset(): void {
    for (const all of [this.values, this.objects]) all.clear();
    this.committed.length = 0;
    for (const parameter of this.traits.parameters) this.put(parameter);
    if (!this.traits.hidesEmptyTables) for (const table of Object.keys(this.traits.tables ?? {})) this.addObject(table);
  }

  /** What was committed is applied. */
  boot(): void {
    for (const one of this.committed.splice(0)) if (this.values.has(one.name)) this.values.set(one.name, one);
  }

  /** Somebody at the device deletes a row. */
  drop(row: string): void {
    this.remove(row);
  }

  /** Rows of a table, in the order they were made. */
  rows(table: string): number[] {
    return [...this.objects]
      .filter((path) => path.startsWith(table) && /^\d+\.$/.test(path.slice(table.length)))
      .map((path) => Number(path.slice(table.length, -1)));
  }

  count(method: AcsRequest['method']): number {
    return this.executed.filter((request) => request.method === method).length;
  }

  /** What its next Inform announces; empty: it has nothing to say. */
  takeEvents(): readonly InformEvent[] {
    return this.events.splice(0);
  }

  takeTransfers(): readonly Omit<TransferCompleted, 'sessionId'>[] {
    return this.transfers.splice(0);
  }

  /** Reboots, transfers files and so on: what it was told to do once the session is over. */
  endSession(): void {
    for (const act of this.afterSession.splice(0)) act();
  }

  answer(request: AcsRequest): RpcAnswer {
    const nth = (this.calls.get(request.method) ?? 0) + 1;
    this.calls.set(request.method, nth);
    const refusal = this.traits.refuse?.(request, nth);
    if (refusal === 'declined') return { kind: 'declined' };
    if (refusal !== undefined) return { kind: 'fault', fault: typeof refusal === 'number' ? fault(refusal) : refusal };
    const response = this.execute(request);
    if (typeof response === 'number') return { kind: 'fault', fault: fault(response) };
    this.executed.push(request);
    return { kind: 'response', response };
  }

  private execute(request: AcsRequest): CpeResponse | number {
    const status = this.traits.status ?? 0;
    switch (request.method) {
      case 'GetRPCMethods':
        return { method: 'GetRPCMethodsResponse', methodList: ['GetRPCMethods', 'GetParameterValues'] };
      case 'GetParameterNames':
        return this.names(request.parameterPath, request.nextLevel);
      case 'GetParameterValues':
        return this.read(request.parameterNames);
      case 'SetParameterValues':
        if (request.parameterList.some(({ name }) => !this.values.has(name))) return 9005;
        if (request.parameterList.some(({ name, type }) => this.values.get(name)?.type !== type)) return 9006;
        this.committed.push(...request.parameterList.filter(({ name }) => !this.traits.ignores?.includes(name)));
        if (status === 0) this.boot();
        return { method: 'SetParameterValuesResponse', status };
      case 'SetParameterAttributes':
        return { method: 'SetParameterAttributesResponse' };
      case 'AddObject':
        return this.addRow(request.objectName, status);
      case 'DeleteObject':
        return this.remove(request.objectName) ? { method: 'DeleteObjectResponse', status } : 9005;
      case 'GetAllQueuedTransfers': {
        const transferList = this.queue.map((one) => ({
          ...one,
          state: 2,
          fileType: '',
          fileSize: 0,
          targetFileName: '',
        }));
        return { method: 'GetAllQueuedTransfersResponse', transferList };
      }
      case 'Download':
      case 'Upload':
        return this.transfer(request);
      default:
        return this.act(request);
    }
  }

  private act(request: AcsRequest): CpeResponse | number {
    const later = (...events: InformEvent[]) => {
      if (!this.traits.forgetful) this.afterSession.push(() => this.events.push(...events));
    };
    switch (request.method) {
      case 'Reboot': {
        const { commandKey } = request;
        this.afterSession.push(() => this.boot());
        later({ eventCode: '1 BOOT', commandKey: '' }, { eventCode: 'M Reboot', commandKey });
        return { method: 'RebootResponse' };
      }
      case 'FactoryReset':
        later({ eventCode: '0 BOOTSTRAP', commandKey: '' }, { eventCode: '1 BOOT', commandKey: '' });
        return { method: 'FactoryResetResponse' };
      case 'ScheduleInform': {
        const { commandKey } = request;
        later({ eventCode: '3 SCHEDULED', commandKey: '' }, { eventCode: 'M ScheduleInform', commandKey });
        return { method: 'ScheduleInformResponse' };
      }
      default:
        return 9000;
    }
  }

  private transfer(request: Extract<AcsRequest, { method: 'Download' | 'Upload' }>): CpeResponse {
    const { commandKey } = request;
    const status = this.traits.transferStatus ?? 1;
    const times = { startTime: '2026-01-01T00:00:00Z', completeTime: '2026-01-01T00:00:09Z' };
    if (status === 1) {
      this.queue.push({ commandKey, isDownload: request.method === 'Download' });
      if (!this.traits.forgetful) this.afterSession.push(() => this.finishTransfer(commandKey, times));
    }
    return { method: `${request.method}Response`, status, ...times };
  }

  private finishTransfer(
    commandKey: string,
    times: { readonly startTime: string; readonly completeTime: string },
  ): void {
    const index = this.queue.findIndex((one) => one.commandKey === commandKey);
    if (index >= 0) this.queue.splice(index, 1);
    const { faultCode, faultString } = fault(this.traits.transferFault ?? 0);
    this.transfers.push({ commandKey, fault: { faultCode, faultString }, ...times });
    this.events.push({ eventCode: '7 TRANSFER COMPLETE', commandKey: '' }, { eventCode: 'M Download', commandKey });
  }

  private names(path: string, nextLevel: boolean): CpeResponse | number {
    if (path !== '' && !this.objects.has(path) && !this.values.has(path)) return 9005;
    if (!path.endsWith('.') && path !== '' && nextLevel) return 9003;
    const all = [...this.objects, ...this.values.keys()].filter((name) => name.startsWith(path));
    const found = nextLevel ? all.filter((name) => name !== path && isChild(name.slice(path.length))) : all;
    if (found.length > (this.traits.namesLimit ?? Number.POSITIVE_INFINITY)) return 9004;
    const parameterList: ParameterInfo[] = found.map((name) => ({ name, writable: true }));
    return { method: 'GetParameterNamesResponse', parameterList };
  }

  private read(paths: readonly string[]): CpeResponse | number {
    const parameterList: ParameterValue[] = [];
    for (const path of paths) {
      if (!this.objects.has(path) && !this.values.has(path)) return 9005;
      if (this.isUnreadable(path)) return 9005;
      parameterList.push(...[...this.values.values()].filter(({ name }) => covers(path, name)));
    }
    const tooMany = parameterList.length > (this.traits.readLimit ?? Number.POSITIVE_INFINITY);
    return tooMany ? 9004 : { method: 'GetParameterValuesResponse', parameterList };
  }

  /** In an unreadable object, or an object with something unreadable below it. */
  private isUnreadable(path: string): boolean {
    return (this.traits.unreadable ?? []).some((bad) => covers(bad, path) || covers(path, bad));
  }

  private addRow(table: string, status: number): CpeResponse | number {
    const row = this.traits.tables?.[table];
    if (row === undefined) return 9005;
    // Numbers are the CPE's to choose: neither the first is 1 nor the next one follows.
    this.lastRow += 7;
    this.addObject(`${table}${this.lastRow}.`);
    for (const parameter of row) this.put({ ...parameter, name: `${table}${this.lastRow}.${parameter.name}` });
    return { method: 'AddObjectResponse', instanceNumber: this.lastRow, status };
  }

  private remove(path: string): boolean {
    const was = this.objects.has(path);
    for (const object of [...this.objects]) if (object.startsWith(path)) this.objects.delete(object);
    for (const name of [...this.values.keys()]) if (name.startsWith(path)) this.values.delete(name);
    return was;
  }

  private put(parameter: ParameterValue): void {
    this.values.set(parameter.name, parameter);
    this.addObject(parameter.name.slice(0, parameter.name.lastIndexOf('.') + 1));
  }

  private addObject(path: string): void {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1))
      this.objects.add(path.slice(0, dot + 1));
  }
}

export function fault(faultCode: number, faultString = `fault ${faultCode}`): CpeFault {
  return { faultCode, faultString, parameterFaults: [] };
}

/** Whether a path is that parameter or object, or an object above it. */
function covers(path: string, name: string): boolean {
  return path === name || (path.endsWith('.') && name.startsWith(path));
}

function isChild(relative: string): boolean {
  const dot = relative.indexOf('.');
  return dot < 0 || dot === relative.length - 1;
}
