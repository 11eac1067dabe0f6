import type { AcsRequest } from '#libs/cwmp';
import type { Cpe } from '../cpe.ts';
import type { Exchange, SessionLog } from '../session/session-log.ts';

/** `00D09E-SimGw181-SIM000001`. */
export const nameOf = ({ identity }: Cpe): string =>
  `${identity.oui}-${identity.productClass}-${identity.serialNumber}`;

/** `1 path`, `2 paths`. */
export const plural = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** An RPC of the ACS in a few words. */
export function describeRpc(request: AcsRequest): string {
  switch (request.method) {
    case 'GetParameterValues':
    case 'GetParameterAttributes': {
      const [first = ''] = request.parameterNames;
      const count = request.parameterNames.length;
      return `${request.method} ${count === 1 ? first || '(all)' : plural(count, 'path')}`;
    }
    case 'SetParameterValues': {
      const [first, ...more] = request.parameterList;
      return more.length === 0
        ? `SetParameterValues ${first?.name} = ${first?.value}`
        : `SetParameterValues ${plural(more.length + 1, 'value')}`;
    }
    case 'SetParameterAttributes':
      return `SetParameterAttributes ${plural(request.parameterList.length, 'path')}`;
    case 'GetParameterNames':
      return `GetParameterNames ${request.parameterPath || '(all)'}${request.nextLevel ? ' next level' : ''}`;
    case 'AddObject':
    case 'DeleteObject':
      return `${request.method} ${request.objectName}`;
    case 'Download':
    case 'Upload':
    case 'ScheduleDownload':
      return `${request.method} ${request.fileType} ${request.url}`;
    default:
      return request.method;
  }
}

/** What was POSTed, and to a message of the device what came back: the lines for one exchange. */
export function describeExchange(cpe: Cpe, { request, reply, status, body }: Exchange): readonly string[] {
  const lines: string[] = [];
  if (request.kind === 'Inform') lines.push(describeInform(cpe, request.xml, answerOf(reply, status)));
  else if (request.kind.endsWith('Response') || request.kind === 'Fault')
    lines.push(`→ ${describeAnswer(request.kind, request.xml)}`);
  else if (request.kind !== 'empty') lines.push(`${request.kind} → ${answerOf(reply, status)}`);
  if (reply.kind === 'request') lines.push(`← ${describeRpc(reply.request)}`);
  else if (reply.kind === 'malformed') lines.push(`← unreadable (${reply.why}): ${body.slice(0, 80)}`);
  return lines;
}

function describeInform(cpe: Cpe, xml: string, answer: string): string {
  const codes = [...xml.matchAll(/<EventCode>([^<]*)<\/EventCode>/g)].map(([, code]) => code);
  const retries = cpe.retryCount > 0 ? ` (retry ${cpe.retryCount})` : '';
  return `${codes.length === 0 ? 'no event' : codes.join(', ')}${retries} → ${answer}`;
}

function answerOf(reply: Exchange['reply'], status: number): string {
  if (reply.kind === 'response') return reply.response.method;
  return reply.kind === 'fault' ? `fault ${reply.faultCode} ${reply.faultString}` : `HTTP ${status}`;
}

function describeAnswer(kind: string, xml: string): string {
  const count = (element: string): number => xml.split(`<${element}>`).length - 1;
  if (kind === 'Fault') return `fault ${/<FaultCode>(\d+)</.exec(xml)?.[1]} ${/<FaultString>([^<]*)</.exec(xml)?.[1]}`;
  if (kind === 'GetParameterValuesResponse') return plural(count('ParameterValueStruct'), 'value');
  if (kind === 'GetParameterNamesResponse') return plural(count('ParameterInfoStruct'), 'name');
  const instance = /<InstanceNumber>(\d+)</.exec(xml)?.[1];
  const status = /<Status>(\d)</.exec(xml)?.[1];
  return [kind, instance && `row ${instance}`, status && `status ${status}`].filter(Boolean).join(' ');
}

/** How a session ended. */
export function describeEnd(cpe: Cpe, log: SessionLog, now: number): string {
  const rpcs = plural(log.rpcs.length, 'RPC');
  if (log.outcome === 'completed')
    return `${log.exchanges.at(-1)?.status} · session ${cpe.sessions} done in ${Math.round(log.durationMs)} ms, ${rpcs}`;
  const waitS = Math.max(0, Math.round((cpe.nextDueAt() - now) / 1_000));
  return `session ${cpe.sessions} failed: ${log.outcome}${log.reason ? ` (${log.reason})` : ''}; next try in ${waitS} s`;
}
