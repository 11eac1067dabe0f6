import { parseArgs } from 'node:util';
import type { AuditHead } from '#libs/domain';

export const auditUsage = `The audit log: is it as it was written?

  npm run audit -- verify [options]

  --url URL              the API of the ACS (default http://127.0.0.1:8080)
  --expect NUMBER:PROOF  a link that was noted elsewhere, as in the log of the ACS: it has to be there still

The keys are those of the ACS: MUSTER_SECRET_KEYS, or the file of MUSTER_DATA_DIR (default ./data); those that were in
use before, too. Exits 1 and names the first link that does not hold.`;

export interface AuditRequest {
  readonly url: string;
  readonly expected?: AuditHead;
}

/** Throws with a sentence for the person at the terminal. */
export function parseAuditRequest(args: readonly string[]): AuditRequest {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { url: { type: 'string', default: 'http://127.0.0.1:8080' }, expect: { type: 'string' } },
  });
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw new Error('What is to be done? There is verify.');
  const url = values.url.replace(/\/+$/, '');
  if (!URL.canParse(url)) throw new Error('--url is an http or https URL.');
  if (values.expect === undefined) return { url };
  const [, number = '', proof = ''] = /^(\d+):(\S+)$/.exec(values.expect) ?? [];
  if (proof === '') throw new Error('--expect is NUMBER:PROOF.');
  return { url, expected: { number: Number(number), proof } };
}
