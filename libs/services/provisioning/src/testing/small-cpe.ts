import type { AcsRequest, CpeResponse, ParameterValue } from '#libs/cwmp';
import type { RpcAnswer } from '#libs/domain';

/** A CPE of a few parameters: answers what provisioning asks of every device, and sets what it is told to. */
export class SmallCpe {
  readonly executed: AcsRequest[] = [];
  readonly values: Map<string, ParameterValue>;

  constructor(
    parameters: Readonly<Record<string, string>>,
    readonly methods: readonly string[] = METHODS,
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

  private execute(request: AcsRequest): CpeResponse | number {
    const names = [...this.values.keys()];
    switch (request.method) {
      case 'GetRPCMethods':
        return { method: 'GetRPCMethodsResponse', methodList: this.methods };
      case 'GetParameterNames': {
        const { parameterPath, nextLevel } = request;
        if (nextLevel) {
          const roots = new Set(names.map((name) => `${name.split('.')[0]}.`));
          return listOf([...roots]);
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
        for (const one of request.parameterList) this.values.set(one.name, one);
        return { method: 'SetParameterValuesResponse', status: 0 };
      case 'SetParameterAttributes':
        return { method: 'SetParameterAttributesResponse' };
      case 'Reboot':
        return { method: 'RebootResponse' };
      case 'Download':
        return { method: 'DownloadResponse', status: 1, startTime: '', completeTime: '' };
      default:
        return 9000;
    }
  }
}

const METHODS = [
  'GetRPCMethods',
  'GetParameterNames',
  'GetParameterValues',
  'SetParameterValues',
  'SetParameterAttributes',
  'Reboot',
  'Download',
];

function listOf(names: readonly string[]): CpeResponse {
  return { method: 'GetParameterNamesResponse', parameterList: names.map((name) => ({ name, writable: true })) };
}
