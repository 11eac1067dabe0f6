import type { AcsAnswer } from '../harness/scripted-cpe/acs-answer.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';

/** A POST and the wait for what the ACS said. */
export interface TimedTurn {
  /** What came as the answer: an RPC, InformResponse, or the HTTP status of an empty one. */
  readonly what: string;
  readonly isRpc: boolean;
  readonly ms: number;
}

export interface TimedContact {
  readonly turns: readonly TimedTurn[];
}

class TimedCpe extends SmallCpe {
  readonly turns: TimedTurn[] = [];

  override async post(body: string | Buffer = '', headers: Readonly<Record<string, string>> = {}): Promise<AcsAnswer> {
    const begin = performance.now();
    const answer = await super.post(body, headers);
    const ms = performance.now() - begin;
    const method = answer.rpc?.method;
    const what = method ?? (answer.status === 200 ? answer.message.method : String(answer.status));
    this.turns.push({ what, isRpc: method !== undefined, ms });
    return answer;
  }
}

/** The first session of a CPE with so many parameters; rejects unless the ACS asks for names and values. */
export async function timedContact(url: string, serial: string, parameters: number): Promise<TimedContact> {
  const cpe = new TimedCpe(() => url, serial);
  for (let n = cpe.tree.leaves.size; n < parameters; n++) {
    cpe.tree.put(`InternetGatewayDevice.X_Group${n % 6}.Row${Math.floor(n / 6)}.Value`, `value ${n}`);
  }
  const exchanges = await runSession(cpe);
  const methods = new Set(exchanges.map(({ request }) => request.method));
  if (!methods.has('GetParameterValues')) throw new Error(`${serial} was asked for ${[...methods].join(', ')} only`);
  return { turns: cpe.turns };
}
