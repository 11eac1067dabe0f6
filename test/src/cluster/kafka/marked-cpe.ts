import { RawConnection, type RawResponse } from '../../harness/raw-connection.ts';
import { rawPost } from '../../harness/raw-post.ts';
import { inform, type ParameterValue } from '../../harness/scripted-cpe/envelopes.ts';
import { FORCED_VALUES } from '../../harness/scripted-cpe/factory-settings.ts';
import type { MarkedInform } from './inform-ledger.ts';

/** An event code of a vendor (TR-069 table 7), whose CommandKey carries the mark into the log. */
export const MARK_EVENT = 'X 00D0D0 MARK';

const OUI = '00D0D0';
const PRODUCT_CLASS = 'MARKED';
const ANSWER_WITHIN_MS = 30_000;

/** How the Inform of a call ended. */
export interface Call extends MarkedInform {
  /** 0 when the connection broke before an answer. */
  readonly status: number;
  /** Of a 503. */
  readonly retryAfterS?: number;
  readonly beganAtMs: number;
  readonly answeredAtMs: number;
}

/** A CPE that says a new number in each Inform, so that it can be found again; it has no tree and does no RPC. */
export class MarkedCpe {
  readonly deviceId: string;
  readonly #identity;
  readonly #parameters: readonly ParameterValue[];
  #mark = 0;

  /** `ballast`: parameters to make the Inform large, of about 200 bytes each. */
  constructor(serialNumber: string, ballast = 0) {
    this.#identity = { manufacturer: 'Marked', oui: OUI, productClass: PRODUCT_CLASS, serialNumber };
    this.deviceId = `${OUI}-${PRODUCT_CLASS}-${serialNumber}`;
    const more = Array.from({ length: ballast }, (_, n): ParameterValue => [`Device.X_Ballast.${n}`, 'b'.repeat(64)]);
    this.#parameters = [...FORCED_VALUES, ...more];
  }

  /** One session on one connection: an Inform with the next number and, if it is answered, an empty POST. */
  async call(port: number): Promise<Call> {
    this.#mark += 1;
    const { deviceId } = this;
    const mark = this.#mark;
    const body = inform(this.#identity, {
      events: ['2 PERIODIC', [MARK_EVENT, String(mark)]],
      parameters: this.#parameters,
    });
    const beganAtMs = performance.now();
    let connection: RawConnection | undefined;
    try {
      connection = await RawConnection.open(port);
      const response = await connection.exchange(Buffer.from(rawPost(body, XML)), ANSWER_WITHIN_MS);
      const answeredAtMs = performance.now();
      if (response.status === 200) await endSession(connection, response);
      return { deviceId, mark, status: response.status, beganAtMs, answeredAtMs, ...retryAfter(response) };
    } catch {
      return { deviceId, mark, status: 0, beganAtMs, answeredAtMs: performance.now() };
    } finally {
      connection?.close();
    }
  }
}

const XML = ['Content-Type: text/xml; charset="utf-8"', 'SOAPAction: ""'];

/** Whatever comes of it: the Inform was answered before. */
async function endSession(connection: RawConnection, { head }: RawResponse): Promise<void> {
  const cookie = /^set-cookie: *([^;\r]+)/im.exec(head)?.[1] ?? '';
  await connection.exchange(Buffer.from(rawPost('', [`Cookie: ${cookie}`])), ANSWER_WITHIN_MS).catch(() => undefined);
}

function retryAfter({ head }: RawResponse): { readonly retryAfterS?: number } {
  const seconds = /^retry-after: *(\d+)\r?$/im.exec(head)?.[1];
  return seconds === undefined ? {} : { retryAfterS: Number(seconds) };
}
