import type { AcsAnswer } from './acs-answer.ts';
import type { AcsMessage } from './acs-message.ts';
import type { SmallCpe } from './small-cpe.ts';

/**
 * What a CPE does with an RPC: the Body of its answer, or undefined to break the connection off. `execute` does what a
 * good CPE does.
 */
export type Behaviour = (rpc: AcsMessage, execute: () => string) => string | undefined | Promise<string | undefined>;

/** One RPC and what was answered to it (undefined: the CPE broke off). */
export interface Exchange {
  readonly request: AcsMessage;
  readonly answer: string | undefined;
}

const obey: Behaviour = (_rpc, execute) => execute();

/**
 * Connects and sends the Inform with what the CPE has to tell. Rejects when it is not acknowledged; what is acknowledged
 * by InformResponse is forgotten.
 */
export async function openSession(cpe: SmallCpe): Promise<void> {
  try {
    const events = cpe.announced();
    const retryCount = cpe.retryCount++;
    const answer = await cpe.inform({ events, parameters: cpe.tree.read(cpe.informed) ?? [], retryCount });
    if (answer.status !== 200 || answer.message.method !== 'InformResponse') {
      throw new Error(`Inform: HTTP ${answer.status} ${answer.body}`);
    }
    cpe.acknowledge(events);
  } catch (error) {
    cpe.close();
    throw error;
  }
}

/** Runs a whole session. Resolves with the RPCs of the ACS; rejects when the ACS breaks it off. */
export async function runSession(cpe: SmallCpe, behave: Behaviour = obey): Promise<readonly Exchange[]> {
  try {
    await openSession(cpe);
    await tellRequests(cpe);
    return await serve(cpe, await cpe.post(), behave);
  } finally {
    cpe.endSession();
  }
}

async function tellRequests(cpe: SmallCpe): Promise<void> {
  for (const request of [...cpe.requests]) {
    const answer = await cpe.request(request.body);
    if (answer.status !== 200 || answer.message.method === 'Fault') {
      throw new Error(`HTTP ${answer.status} ${answer.body}`);
    }
    cpe.requests = cpe.requests.filter((other) => other !== request);
  }
}

/** Answers RPCs, beginning with the one in `first`, until 204 or until the CPE breaks off. */
export async function serve(cpe: SmallCpe, first: AcsAnswer, behave: Behaviour = obey): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  let { rpc } = first;
  while (rpc !== undefined) {
    const request = rpc;
    const answer = await behave(request, () => cpe.execute(request));
    exchanges.push({ request, answer });
    if (answer === undefined) return exchanges;
    ({ rpc } = await cpe.answer(request, answer));
  }
  return exchanges;
}

export function methodsIn(exchanges: readonly Exchange[]): readonly string[] {
  return exchanges.map(({ request }) => request.method);
}
