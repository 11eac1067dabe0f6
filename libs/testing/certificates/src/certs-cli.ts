// `npm run certs`: a CA, a server's certificate and those of devices, for trying TLS out.
import process from 'node:process';
import { parseCertsRequest, usage } from './certs-request.ts';
import { howToUse } from './how-to-use.ts';
import { makeCertificates } from './make-certificates.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const request = parseCertsRequest(args);
    const made = request === 'help' ? undefined : await makeCertificates(request);
    process.stdout.write(request === 'help' || made === undefined ? `${usage}\n` : howToUse(request, made));
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    return 2;
  }
}
