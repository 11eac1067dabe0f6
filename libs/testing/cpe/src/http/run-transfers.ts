import type { FaultStruct } from '#libs/cwmp';
import type { Cpe } from '../cpe.ts';
import type { Transfer } from '../transfer-queue.ts';
import { basic, digest, parseChallenge } from './digest.ts';

/** Longest time for one file. */
const TIMEOUT_MS = 120_000;
/** For one file. */
const MAX_CONNECTIONS = 10;

/** Fetches and sends the files that are due, over HTTP, and reports each as the standard says (TR-069 A.3.2.8, A.4.1.5). */
export async function runTransfers(cpe: Cpe): Promise<void> {
  for (const transfer of cpe.startTransfers()) {
    const fault = await transferFile(transfer);
    cpe.finishTransfer(transfer.request.commandKey, fault);
  }
}

const fault = (faultCode: number, faultString: string): FaultStruct => ({ faultCode, faultString });

async function transferFile({ request }: Transfer): Promise<FaultStruct> {
  try {
    const { response, bytes } = await transfer(request);
    if (response.status === 401) return fault(9012, 'Authentication failure');
    if (!response.ok) return fault(request.method === 'Upload' ? 9011 : 9016, `HTTP ${response.status}`);
    // A file of the wrong size is no image; 0 means that the ACS does not know it.
    const isWrongSize = request.method !== 'Upload' && request.fileSize > 0 && request.fileSize !== bytes;
    return isWrongSize ? fault(9018, `${bytes} bytes instead of ${request.fileSize}`) : fault(0, '');
  } catch (error) {
    return fault(9015, String(error).slice(0, 256));
  }
}

interface Transferred {
  readonly response: Response;
  /** Of the whole file, over all connections. */
  readonly bytes: number;
}

/** A download whose connection breaks goes on where it was, if the server can do that (RFC 9110 §13.1.5). */
async function transfer(request: Transfer['request']): Promise<Transferred> {
  let bytes = 0;
  let etag: string | null = null;
  for (let tried = 1; ; tried++) {
    const goOn: Record<string, string> = etag === null ? {} : { range: `bytes=${bytes}-`, 'if-range': etag };
    try {
      // A line that is reset takes with it what was not read yet, the answer's head too.
      const response = await authorized(request, goOn);
      if (response.status !== 206) bytes = 0;
      etag = response.headers.get('etag');
      for await (const chunk of response.body ?? []) bytes += chunk.length;
      return { response, bytes };
    } catch (error) {
      if (tried === MAX_CONNECTIONS || etag === null || bytes === 0) throw error;
    }
  }
}

/** One GET or PUT, again with credentials if the server asks for them. */
async function authorized(request: Transfer['request'], also: Readonly<Record<string, string>>): Promise<Response> {
  const method = request.method === 'Upload' ? 'PUT' : 'GET';
  const { username, password } = request;
  const send = (authorization?: string): Promise<Response> =>
    fetch(request.url, {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...also, ...(authorization === undefined ? {} : { authorization }) },
      ...(method === 'PUT' ? { body: uploadedFile(request.fileType) } : {}),
    });
  const first = await send();
  const challenge = first.headers.get('www-authenticate');
  if (first.status !== 401 || challenge === null || username === '') return first;
  await first.body?.cancel();
  const parsed = parseChallenge(challenge);
  const { pathname, search } = new URL(request.url);
  const credentials = { username, password };
  return send(
    parsed.scheme === 'basic'
      ? basic(credentials)
      : digest(parsed, credentials, { method, uri: pathname + search, count: 1 }),
  );
}

const uploadedFile = (fileType: string): string => `# ${fileType}\nwritten by a simulated CPE\n`;
