import { STANDARD_STYLE, writeEnvelope } from '#libs/testing/cpe';
import { informPost } from './post-bytes.ts';
import { makePoster, type Poster } from './poster.ts';
import { spareInform, spareSerial } from './spare-devices.ts';

export interface OpenOrder {
  readonly port: number;
  readonly count: number;
  /** Number of the first device among those that nobody else uses. Default 0. */
  readonly first?: number;
  /**
   * Each session on a connection of its own, which stays open until the next order; else on a few connections, each for
   * many sessions one after the other.
   */
  readonly ownConnections?: boolean;
}

const CONNECTIONS = 16;
const kept: Poster[] = [];

/** Sends one Inform of each of `count` devices and nothing more, so that as many sessions stay open. */
export async function openSessions({ port, count, first = 0, ownConnections = false }: OpenOrder): Promise<void> {
  for (const poster of kept.splice(0)) poster.close();
  const xml = writeEnvelope({ message: spareInform() }, 'cpe-0', STANDARD_STYLE);
  const informOf = (n: number) => informPost(xml.replaceAll(spareSerial(0), spareSerial(n)), port, 'keepAlive');
  const open = (poster: Poster, n: number) =>
    new Promise<void>((resolve) => {
      poster.post(informOf(n), ({ status }) => {
        if (status !== 200) throw new Error(`An Inform was answered with ${status}.`);
        resolve();
      });
    });
  const everyNth = async (line: number): Promise<void> => {
    let poster = makePoster(port, 'keepAlive');
    for (let n = line; n < count; n += CONNECTIONS) {
      await open(poster, first + n);
      if (!ownConnections) continue;
      kept.push(poster);
      poster = makePoster(port, 'keepAlive');
    }
    poster.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, line) => everyNth(line)));
}
