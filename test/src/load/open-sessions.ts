import { Cpe, STANDARD_STYLE, simulatedSerial, writeEnvelope } from '#libs/testing/cpe';
import { informPost } from './post-bytes.ts';
import { makePoster, type Poster } from './poster.ts';

export interface OpenOrder {
  readonly port: number;
  readonly count: number;
}

const CONNECTIONS = 16;
/** Apart from the devices of every other measurement. */
const FIRST_SERIAL = 500_000;

/** Sends one Inform of each of `count` devices and nothing more, so that as many sessions stay open. */
export async function openSessions({ port, count }: OpenOrder): Promise<void> {
  const cpe = new Cpe({ identity: { serialNumber: simulatedSerial(FIRST_SERIAL) }, firstContact: 'none' });
  cpe.periodic();
  const xml = writeEnvelope({ message: cpe.beginSession().inform }, 'cpe-0', STANDARD_STYLE);
  const informOf = (n: number) =>
    informPost(xml.replaceAll(simulatedSerial(FIRST_SERIAL), simulatedSerial(FIRST_SERIAL + n)), port, 'keepAlive');
  await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, line) =>
      openEveryNth(makePoster(port, 'keepAlive'), line, count, informOf),
    ),
  );
}

function openEveryNth(poster: Poster, line: number, count: number, informOf: (n: number) => Buffer): Promise<void> {
  return new Promise((resolve) => {
    const next = (n: number): void => {
      if (n >= count) {
        poster.close();
        resolve();
        return;
      }
      poster.post(informOf(n), ({ status }) => {
        if (status !== 200) throw new Error(`An Inform was answered with ${status}.`);
        next(n + CONNECTIONS);
      });
    };
    next(line);
  });
}
