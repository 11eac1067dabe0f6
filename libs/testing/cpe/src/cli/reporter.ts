import type { Cpe } from '../cpe.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Exchange, SessionLog } from '../session/session-log.ts';
import { describeEnd, describeExchange, nameOf, plural } from './describe.ts';

/** Where the lines go. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTty: boolean;
}

/** Above this, what each device does is too much to read. */
export const FEW = 10;

const COLOURS = { dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Shows what the devices do, a line for each thing that happens. */
export class Reporter {
  readonly #output: Output;
  readonly #isVerbose: boolean;
  readonly #url: string;
  #hasHinted = false;

  constructor(output: Output, url: string, isVerbose: boolean) {
    this.#output = output;
    this.#url = url;
    this.#isVerbose = isVerbose;
  }

  line(text: string, colour?: keyof typeof COLOURS): void {
    const time = new Date().toTimeString().slice(0, 8);
    this.#output.write(`${this.#paint(time, 'dim')}  ${colour ? this.#paint(text, colour) : text}\n`);
  }

  exchange(cpe: Cpe, exchange: Exchange): void {
    // The answer to a challenge comes with the next exchange, which tells the same Inform.
    if (exchange.reply.kind === 'challenge') return;
    for (const line of describeExchange(cpe, exchange)) this.line(`${nameOf(cpe)}  ${line}`);
    if (!this.#isVerbose) return;
    if (exchange.request.xml !== '') this.#output.write(`${exchange.request.xml}\n`);
    if (exchange.body !== '') this.#output.write(`${exchange.body}\n`);
  }

  end(cpe: Cpe, log: SessionLog): void {
    const isGood = log.outcome === 'completed';
    this.line(`${nameOf(cpe)}  ${describeEnd(cpe, log, Date.now())}`, isGood ? 'green' : 'red');
    for (const { rule, message } of log.violations) this.line(`${nameOf(cpe)}  ! ${rule}: ${message}`, 'yellow');
  }

  /** Says once what to do if there is no ACS. */
  hint(log: SessionLog): void {
    if (log.outcome !== 'unreachable' || this.#hasHinted) return;
    this.#hasHinted = true;
    this.line(`No ACS answers at ${this.#url} (${log.reason}). Start one with: npm start`, 'yellow');
    this.line('The devices keep trying, with the growing pauses of TR-069 §3.2.1.1.');
  }

  /** One line about all devices. */
  summary({ stats, cpes, open }: Fleet): void {
    const latency = `p50 ${round(stats.sessionMs.percentile(0.5))} p99 ${round(stats.sessionMs.percentile(0.99))} ms`;
    const text = `${plural(cpes.length, 'CPE')} · ${plural(stats.sessions, 'session')} · ${open} open · ${stats.failures} failed · ${plural(stats.rpcs, 'RPC')} · ${latency}`;
    this.line(stats.violations > 0 ? `${text} · ${stats.violations} violations` : text);
  }

  #paint(text: string, colour: keyof typeof COLOURS): string {
    return this.#output.isTty ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
  }
}

const round = (milliseconds: number): string => milliseconds.toFixed(milliseconds < 10 ? 1 : 0);
