import { type AcsMessage, readAcsMessage } from './acs-message.ts';
import { CpeConnection, type HttpAnswer } from './cpe-connection.ts';
import { envelope, inform } from './cpe-messages.ts';
import { SmallCpe, sameEvent } from './small-cpe.ts';

/** A session of a CPE, POST by POST. The Inform is answered already. */
export class CpeSession {
  readonly #connection: CpeConnection;
  #ids = 1;

  constructor(connection: CpeConnection) {
    this.#connection = connection;
  }

  /** POSTs a request of the CPE; the ID is made up unless given. */
  request(body: string, id = `cpe-${++this.#ids}`): Promise<HttpAnswer> {
    return this.#connection.post(envelope(body, id));
  }

  /** POSTs nothing. Returns the request of the ACS; undefined for 204. */
  async empty(): Promise<AcsMessage | undefined> {
    return requestIn(await this.#connection.post(''));
  }

  /** Answers a request of the ACS. Returns the next one; undefined for 204. */
  async answer(request: AcsMessage, body: string): Promise<AcsMessage | undefined> {
    return requestIn(await this.answerRaw(request, body));
  }

  /** Answers, and returns what HTTP brings. */
  answerRaw({ id }: Pick<AcsMessage, 'id'>, body: string): Promise<HttpAnswer> {
    return this.#connection.post(envelope(body, id));
  }

  close(): void {
    this.#connection.close();
  }
}

function requestIn({ status, body }: HttpAnswer): AcsMessage | undefined {
  if (status === 204 && body === '') return undefined;
  if (status !== 200) throw new Error(`HTTP ${status} ${body}`);
  return readAcsMessage(body);
}

/** Sends the Inform. Rejects when it is not acknowledged; what is acknowledged by InformResponse is forgotten. */
export async function openSession(cpe: SmallCpe, url: string): Promise<CpeSession> {
  const connection = new CpeConnection(url);
  try {
    const events = cpe.announced();
    const values = cpe.tree.read(cpe.informed) ?? [];
    const body = inform(cpe.identity, events, values, cpe.retryCount);
    cpe.retryCount++;
    const answer = await connection.post(envelope(body, 'cpe-1'));
    const message = answer.status === 200 ? readAcsMessage(answer.body) : undefined;
    if (message?.method !== 'InformResponse') throw new Error(`Inform: HTTP ${answer.status} ${answer.body}`);
    cpe.retryCount = 0;
    cpe.acknowledged.push(...events);
    cpe.events = cpe.events.filter((event) => !events.some((told) => sameEvent(event, told)));
    return new CpeSession(connection);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * What a CPE does with a request: the Body of its answer, or undefined to break the connection off. `execute` does what
 * a good CPE does.
 */
export type Behaviour = (
  request: AcsMessage,
  execute: () => string,
) => string | undefined | Promise<string | undefined>;

/** One request and what was answered to it (undefined: the CPE broke off). */
export interface Exchange {
  readonly request: AcsMessage;
  readonly answer: string | undefined;
}

/** Runs a whole session. Resolves with the requests of the ACS; rejects when the ACS breaks it off. */
export async function runSession(
  cpe: SmallCpe,
  url: string,
  behave: Behaviour = (_request, execute) => execute(),
): Promise<readonly Exchange[]> {
  try {
    const session = await openSession(cpe, url);
    try {
      await tellRequests(cpe, session);
      return await serve(cpe, session, behave);
    } finally {
      session.close();
    }
  } finally {
    cpe.endSession();
  }
}

async function tellRequests(cpe: SmallCpe, session: CpeSession): Promise<void> {
  for (const request of [...cpe.requests]) {
    const { status, body } = await session.request(request.body);
    if (status !== 200 || readAcsMessage(body).method === 'Fault') throw new Error(`HTTP ${status} ${body}`);
    cpe.requests = cpe.requests.filter((other) => other !== request);
  }
}

async function serve(cpe: SmallCpe, session: CpeSession, behave: Behaviour): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  let request = await session.empty();
  while (request !== undefined) {
    const present = request;
    const answer = await behave(present, () => cpe.execute(present));
    exchanges.push({ request, answer });
    if (answer === undefined) return exchanges;
    request = await session.answer(request, answer);
  }
  return exchanges;
}

export function methodsIn(exchanges: readonly Exchange[]): readonly string[] {
  return exchanges.map(({ request }) => request.method);
}

/** A CPE after its first contact. */
export async function knownCpe(serialNumber: string, url: string): Promise<SmallCpe> {
  const cpe = new SmallCpe(serialNumber);
  await runSession(cpe, url);
  return cpe;
}
