import { Inspector } from '../../inspector.ts';
import { type LibraryTime, timeByLibrary } from '../../time-by-library.ts';

/** Where the main thread of a process spends its time while `contact` runs first contacts, per device. */
export async function profileContacts(
  inspectorPort: number,
  devices: number,
  contact: () => Promise<unknown>,
): Promise<readonly LibraryTime[]> {
  const inspector = await Inspector.connect(inspectorPort);
  try {
    const stop = await inspector.profile();
    await contact();
    return timeByLibrary(await stop()).map(({ library, us }) => ({ library, us: us / devices }));
  } finally {
    inspector.close();
  }
}
