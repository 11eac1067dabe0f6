import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** What a path may be the path of. */
type PathKind = 'parameter' | 'object' | 'table' | 'row' | 'any';

const syntax = /^[A-Za-z_][\w-]*(?:\.[\w-]+)*\.?$/;

// The refusal of one kind: what is wrong with the path, or undefined.
const refusals: { readonly [Kind in PathKind]: (path: string) => string | undefined } = {
  any: () => undefined,
  parameter: (path) => (path.endsWith('.') ? 'must name a parameter: it ends in a dot as an object does' : undefined),
  object: (path) => (path.endsWith('.') ? undefined : 'must name an object: end it with a dot'),
  table: (path) => {
    if (!path.endsWith('.')) return 'must name a table: end it with a dot';
    return /\.\d+\.$/.test(path) ? 'must name a table, not one of its rows: leave the instance number out' : undefined;
  },
  row: (path) => (/\.\d+\.$/.test(path) ? undefined : 'must name a row: end it with an instance number and a dot'),
};

function whyRefused(path: string, kind: PathKind): string | undefined {
  // TR-069 §3.6.1 and A.2.2.2: only for CPEs that say they do this, and never in a request that writes.
  if (path.includes('[')) return 'must give rows by number: alias addressing ([name]) is not supported';
  if (path.includes('*')) return 'must give rows by number: wildcards (*) are not supported';
  if (!syntax.test(path)) return 'must be names and numbers with dots between, as Device.WiFi.SSID.1.Enable';
  return refusals[kind](path);
}

function path(kind: PathKind, description: string): z.ZodString {
  return z
    .string()
    .min(1)
    .max(LIMITS.path)
    .superRefine((text, context) => {
      const message = text === '' ? undefined : whyRefused(text, kind);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .describe(description);
}

export const ParameterName = path('parameter', 'Full path of a parameter.').meta({
  examples: ['Device.ManagementServer.PeriodicInformInterval'],
});
export const AnyPath = path(
  'any',
  'Full path of a parameter, or path of an object with its final dot for all below.',
).meta({
  examples: ['Device.DeviceInfo.'],
});
export const TablePath = path('table', 'Path of a table, with its final dot.').meta({
  examples: ['Device.NAT.PortMapping.'],
});
export const RowPath = path('row', 'Path of a row, with its final dot.').meta({
  examples: ['Device.NAT.PortMapping.3.'],
});

/** As AnyPath; empty for the whole tree (TR-069 A.3.2.3). */
export const PathOrRoot = z.union([z.literal(''), AnyPath]).describe('A path; empty for the whole tree.');
