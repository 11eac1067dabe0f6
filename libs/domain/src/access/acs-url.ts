import type { CommandSpec } from '../command/command.ts';
import { isTableEntry, type ProfileDocument } from '../profile/profile.ts';
import { parseTemplate } from '../profile/template.ts';
import { valuesOfEntry } from '../profile/values-of-entry.ts';

/** A write of ManagementServer.URL: the device calls there from then on, and can not be called back from here. */
export interface AcsUrlWrite {
  /** Where it stands: a path of the request (`values.0.value`), or a JSON pointer into the profile. */
  readonly at: string;
  /** Undefined where it would be another one for each device. */
  readonly url?: string;
}

const CAPABILITY = 'managementServer.url';
/** Under any root; data models before TR-098 have it so, too. */
const PATH = /(?:^|\.)ManagementServer\.URL$/i;
/** Nothing that two readers may take for two hosts: no user name, no backslash, no blank. */
const PLAIN_URL = /^https?:\/\/([a-z0-9.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:[/?#][!-[\]-~]*)?$/i;

export function acsUrlsOfCommand(spec: CommandSpec): readonly AcsUrlWrite[] {
  const [at, values] = valuesOf(spec);
  return values.flatMap(({ name, value }, n) => (PATH.test(name) ? [{ at: `${at}.${n}.value`, url: value }] : []));
}

function valuesOf(spec: CommandSpec): readonly [string, readonly { readonly name: string; readonly value: string }[]] {
  if (spec.kind === 'set') return ['values', spec.values];
  if (spec.kind === 'rpc' && spec.request.method === 'SetParameterValues')
    return ['request.parameterList', spec.request.parameterList];
  return ['', []];
}

export function acsUrlsOfProfile({ entries }: ProfileDocument): readonly AcsUrlWrite[] {
  return entries.flatMap((entry, n) => {
    if (isTableEntry(entry) || entry.mode === 'observe') return [];
    if (entry.capability !== CAPABILITY && !PATH.test(entry.path ?? '')) return [];
    return valuesOfEntry(entry, `/entries/${n}`).map(([value, at]) => {
      const url = literal(String(value));
      return { at, ...(url === undefined ? {} : { url }) };
    });
  });
}

/** Undefined when it refers to data of the device. */
function literal(text: string): string | undefined {
  const parsed = parseTemplate(text);
  if ('problem' in parsed || !parsed.template.every((part) => typeof part === 'string')) return undefined;
  return parsed.template.join('');
}

/** Whether a device may be sent there without anybody saying so twice. `hosts`: names or addresses, without a port. */
export function leadsToOneOf(url: string, hosts: readonly string[]): boolean {
  const host = PLAIN_URL.exec(url)?.[1]
    ?.toLowerCase()
    .replace(/^\[|\]$/g, '');
  return host !== undefined && hosts.some((known) => known.toLowerCase().replace(/^\[|\]$/g, '') === host);
}

/** The first that leads elsewhere and is not the one that was said twice. */
export function unconfirmedAcsUrl(
  writes: readonly AcsUrlWrite[],
  hosts: readonly string[],
  confirmed: string | undefined,
): AcsUrlWrite | undefined {
  return writes.find(({ url }) => url === undefined || (url !== confirmed && !leadsToOneOf(url, hosts)));
}
