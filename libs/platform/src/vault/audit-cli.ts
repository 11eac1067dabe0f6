// `npm run audit -- verify`: reads the audit log from the API and proves it with the keys of this machine.
import process from 'node:process';
import { AuditProofs } from './audit-proofs.ts';
import { auditUsage, parseAuditRequest } from './audit-request.ts';
import { keysOfFolder, parseSecretKeys } from './secret-keys.ts';
import { Vault } from './vault.ts';
import { type ReadLinks, verifyAudit } from './verify-audit.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const request = parseAuditRequest(args);
    // biome-ignore lint/style/noProcessEnv: as in run(): the keys are where the ACS has them
    const { MUSTER_SECRET_KEYS: text, MUSTER_DATA_DIR: folder = './data' } = process.env;
    const keys = text ? parseSecretKeys(text) : keysOfFolder(folder);
    if (keys === undefined) throw new Error('MUSTER_SECRET_KEYS are no keys as id:base64,id:base64.');
    const outcome = await verifyAudit(readFrom(request.url), new AuditProofs(new Vault(keys)), request.expected);
    process.stdout.write(`${outcome.text}\n`);
    return outcome.holds ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${auditUsage}\n`);
    return 2;
  }
}

function readFrom(url: string): ReadLinks {
  return async (after, limit) => {
    const response = await fetch(`${url}/api/v1/audit?after=${after}&limit=${limit}`);
    if (!response.ok) throw new Error(`The API at ${url} answered ${response.status}: ${await response.text()}`);
    const { links } = (await response.json()) as { readonly links: Awaited<ReturnType<ReadLinks>> };
    return links;
  };
}
