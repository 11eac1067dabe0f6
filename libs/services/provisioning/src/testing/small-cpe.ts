import type { AcsRequest, CpeResponse, ParameterValue } from '#libs/cwmp';
import type { RpcAnswer } from '#libs/domain';

/** A CPE of a few parameters: answers what provisioning asks of every device, and sets what it is told to. */
export class SmallCpe {
  readonly executed: AcsRequest[] = [];
  readonly values: Map<string, ParameterValue>;
  /** Says that it took them over, and did not. */
  readonly ignores = new Set<string>();
  /** Fault codes by parameter. */
  readonly refuses = new Map<string, number>();
  /** Status of what it sets, adds and deletes: 1 is committed, and applied at the next boot. */
  status: 0 | 1 = 0;
  /** CommandKeys of the downloads it took up and was not done with. */
  readonly queued: string[] = [];
  /** Last ParameterKey it was given. */
  parameterKey = '';
  private readonly pending: ParameterValue[] = [];
  private lastRow = 0;

  constructor(
    parameters: Readonly<Record<string, string>>,
    readonly methods: readonly string[] = METHODS,
    /** By table: what a new row has, by relative name. */
    readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
  ) {
    this.values = new Map(
      Object.entries(parameters).map(([name, value]) => [name, { name, value, type: 'string' as const }]),
    );
  }

  answer(request: AcsRequest): RpcAnswer {
    this.executed.push(request);
    const response = this.execute(request);
    if (typeof response !== 'number') return { kind: 'response', response };
    return { kind: 'fault', fault: { faultCode: response, faultString: 'no', parameterFaults: [] } };
  }

  /** What was committed is applied. */
  boot(): void {
    for (const one of this.pending.splice(0)) this.values.set(one.name, one);
  }

  rows(table: string): number[] {
    const numbers = [...this.values.keys()]
      .filter((name) => name.startsWith(table))
      .map((name) => Number(name.slice(table.length).split('.')[0]));
    return [...new Set(numbers)];
  }

  private rowNames(): string[] {
    return Object.keys(this.tables).flatMap((table) => this.rows(table).map((row) => `${table}${row}.`));
  }

  private set({ parameterList, parameterKey }: Extract<AcsRequest, { method: 'SetParameterValues' }>) {
    for (const { name } of parameterList) {
      const code = this.refuses.get(name);
      if (code !== undefined) return code;
    }
    const taken = parameterList.filter(({ name }) => !this.ignores.has(name));
    if (this.status === 1) this.pending.push(...taken);
    else for (const one of taken) this.values.set(one.name, one);
    this.parameterKey = parameterKey;
    return { method: 'SetParameterValuesResponse', status: this.status } as const;
  }

  private add({ objectName, parameterKey }: Extract<AcsRequest, { method: 'AddObject' }>) {
    const columns = this.tables[objectName];
    if (columns === undefined) return 9005;
    const instanceNumber = ++this.lastRow;
    for (const [column, value] of Object.entries(columns)) {
      const name = `${objectName}${instanceNumber}.${column}`;
      this.values.set(name, { name, value, type: 'string' });
    }
    this.parameterKey = parameterKey;
    return { method: 'AddObjectResponse', instanceNumber, status: this.status } as const;
  }

  private execute(request: AcsRequest): CpeResponse | number {
    const names = [...this.values.keys(), ...Object.keys(this.tables), ...this.rowNames()];
    switch (request.method) {
      case 'GetRPCMethods':
        return { method: 'GetRPCMethodsResponse', methodList: this.methods };
      case 'GetParameterNames': {
        const { parameterPath, nextLevel } = request;
        if (nextLevel) {
          const below = names.filter((name) => name.startsWith(parameterPath) && name !== parameterPath);
          return listOf([...new Set(below.map((name) => childOf(parameterPath, name)))]);
        }
        return names.some((name) => name.startsWith(parameterPath))
          ? listOf(names.filter((name) => name.startsWith(parameterPath)))
          : 9005;
      }
      case 'GetParameterValues': {
        const wanted = request.parameterNames;
        const parameterList = [...this.values.values()].filter(({ name }) =>
          wanted.some((path) => (path.endsWith('.') ? name.startsWith(path) : name === path)),
        );
        return parameterList.length > 0 ? { method: 'GetParameterValuesResponse', parameterList } : 9005;
      }
      case 'SetParameterValues':
        return this.set(request);
      case 'AddObject':
        return this.add(request);
      case 'DeleteObject':
        for (const name of names) if (name.startsWith(request.objectName)) this.values.delete(name);
        this.parameterKey = request.parameterKey;
        return { method: 'DeleteObjectResponse', status: 0 };
      case 'SetParameterAttributes':
        return { method: 'SetParameterAttributesResponse' };
      case 'Reboot':
        return { method: 'RebootResponse' };
      case 'FactoryReset':
        return { method: 'FactoryResetResponse' };
      case 'GetAllQueuedTransfers':
        return { method: 'GetAllQueuedTransfersResponse', transferList: this.queued.map(queuedTransfer) };
      case 'Download':
        this.queued.push(request.commandKey);
        return { method: 'DownloadResponse', status: 1, startTime: '', completeTime: '' };
      default:
        return 9000;
    }
  }
}

export const METHODS = [
  'GetRPCMethods',
  'GetParameterNames',
  'GetParameterValues',
  'SetParameterValues',
  'SetParameterAttributes',
  'AddObject',
  'DeleteObject',
  'Reboot',
  'Download',
];

function queuedTransfer(commandKey: string) {
  return { commandKey, state: 1, isDownload: true, fileType: '', fileSize: 0, targetFileName: '' };
}

function childOf(path: string, below: string): string {
  const dot = below.indexOf('.', path.length);
  return dot < 0 ? below : below.slice(0, dot + 1);
}

function listOf(names: readonly string[]): CpeResponse {
  return { method: 'GetParameterNamesResponse', parameterList: names.map((name) => ({ name, writable: true })) };
}
