import { API_LIMITS, ImportLine, type ImportReport } from '#libs/api-contract';
import { MusterError, parseDeviceId } from '#libs/domain';
import type { DeclareDevice, Saying } from './declare-device.ts';
import { ProblemError } from './problem-error.ts';

const AT_ONCE = 32;

export interface ImportCounts {
  readonly changed: number;
  readonly declared: number;
  readonly refused: number;
}

type Problems = NonNullable<ImportReport['problems']>;

/** Says something about many devices, a line each, some lines at a time; the reports come in the order of the lines. */
export class ImportDevices {
  readonly #declare: DeclareDevice;

  constructor(declare: DeclareDevice) {
    this.#declare = declare;
  }

  async *execute(lines: AsyncIterable<string>): AsyncGenerator<ImportReport, ImportCounts> {
    const counts = { changed: 0, declared: 0, refused: 0 };
    const underway: Promise<ImportReport>[] = [];
    let number = 0;
    for await (const text of lines) {
      number++;
      if (text.trim() === '') continue;
      underway.push(this.#line(number, text));
      if (underway.length < AT_ONCE) continue;
      const report = await (underway.shift() as Promise<ImportReport>);
      counts[report.status]++;
      yield report;
    }
    for (const waiting of underway) {
      const report = await waiting;
      counts[report.status]++;
      yield report;
    }
    return counts;
  }

  async #line(line: number, text: string): Promise<ImportReport> {
    const read = readLine(line, text);
    if ('problems' in read) return { line, status: 'refused', ...read };
    const { id, ...saying } = read;
    const deviceId = parseDeviceId(id);
    if (deviceId === undefined) return refused(line, id, 'id', 'must be OUI-ProductClass-SerialNumber');
    try {
      const { status } = await this.#declare.declare(deviceId, saying);
      return { line, id, status: status === 'declared' ? 'declared' : 'changed' };
    } catch (error) {
      if (error instanceof ProblemError || error instanceof MusterError) return refused(line, id, '', error.message);
      throw error;
    }
  }
}

function refused(line: number, id: string, path: string, message: string): ImportReport {
  return { line, id, status: 'refused', problems: [{ path, message }] };
}

function readLine(
  line: number,
  text: string,
): ({ readonly id: string } & Saying) | { readonly problems: Problems; readonly id?: string } {
  if (line > API_LIMITS.importLines) {
    return { problems: [{ path: '', message: `is beyond the ${API_LIMITS.importLines} lines of one import` }] };
  }
  if (text.length > API_LIMITS.importLine) {
    return { problems: [{ path: '', message: `must have at most ${API_LIMITS.importLine} characters` }] };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problems: [{ path: '', message: 'is not JSON' }] };
  }
  const parsed = ImportLine.safeParse(json);
  if (parsed.success) return parsed.data as { readonly id: string } & Saying;
  const { id } = (typeof json === 'object' && json !== null ? json : {}) as { readonly id?: unknown };
  return {
    ...(typeof id === 'string' ? { id: id.slice(0, 700) } : {}),
    problems: parsed.error.issues.slice(0, 10).map(({ path, message }) => ({ path: path.join('.'), message })),
  };
}
