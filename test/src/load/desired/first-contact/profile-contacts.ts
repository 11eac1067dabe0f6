import { mainThreadTimeUs } from '../../cpu-time.ts';
import { Inspector } from '../../inspector.ts';
import { type LibraryTime, scaledTo, timeByLibrary } from '../../time-by-library.ts';

export interface ProfileOrder {
  readonly pid: number;
  readonly inspectorPort: number;
  readonly devices: number;
  /** Runs first contacts of as many devices, until all of it was worked in. */
  readonly contact: () => Promise<unknown>;
}

/** What the main thread of a process spends its CPU time on while devices are in contact for the first time, per device. */
export async function profileContacts({
  pid,
  inspectorPort,
  devices,
  contact,
}: ProfileOrder): Promise<readonly LibraryTime[]> {
  const inspector = await Inspector.connect(inspectorPort);
  try {
    const stop = await inspector.profile();
    const beforeUs = mainThreadTimeUs(pid);
    await contact();
    const us = mainThreadTimeUs(pid) - beforeUs;
    return scaledTo(us / devices, timeByLibrary(await stop()));
  } finally {
    inspector.close();
  }
}
