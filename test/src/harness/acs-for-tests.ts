import { ApiClient } from './api-client.ts';
import { RawConnection } from './raw-connection.ts';
import type { ScriptedCpeOptions } from './scripted-cpe/scripted-cpe.ts';
import { SmallCpe } from './scripted-cpe/small-cpe.ts';
import { runSession } from './scripted-cpe/small-cpe-session.ts';
import { type Acs, startAcs } from './start-acs.ts';

/** The ACS that all tests of a file share, and who talks to it. CPEs and connections are closed after each test. */
export interface AcsForTests {
  readonly api: ApiClient;
  /** The running ACS. Throws before the tests begin. */
  acs(): Acs;
  /** A CPE that the ACS has never heard of. */
  newCpe(serialNumber: string, options?: ScriptedCpeOptions): SmallCpe;
  /** A CPE after its first contact: the ACS knows it and wants nothing of it. */
  knownCpe(serialNumber: string, options?: ScriptedCpeOptions): Promise<SmallCpe>;
  rawConnection(): Promise<RawConnection>;
}

/** Starts the ACS before the tests of this file and stops it after them; parameters as for `startAcs`. */
export function acsForTests(...settings: Parameters<typeof startAcs>): AcsForTests {
  let running: Acs | undefined;
  const open: { close(): void }[] = [];
  const acs = () => {
    if (running === undefined) throw new Error('the ACS is not running');
    return running;
  };
  const newCpe = (serialNumber: string, options?: ScriptedCpeOptions) => {
    const cpe = new SmallCpe(() => acs().cwmpUrl, serialNumber, options);
    open.push(cpe);
    return cpe;
  };

  beforeAll(async () => {
    running = await startAcs(...settings);
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.close();
  });
  afterAll(() => running?.stop());

  return {
    api: new ApiClient(() => acs().httpUrl),
    acs,
    newCpe,
    async knownCpe(serialNumber, options) {
      const cpe = newCpe(serialNumber, options);
      await runSession(cpe);
      return cpe;
    },
    async rawConnection() {
      const connection = await RawConnection.open(acs().cwmpPort);
      open.push(connection);
      return connection;
    },
  };
}
