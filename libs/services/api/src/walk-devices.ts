import type { Device, DeviceStore, Filter } from '#libs/domain';

const PAGE = 200;
const AT_ONCE = 8;

/** The devices that a filter fits, a page at a time, until the signal comes. */
export async function* devicePages(
  store: DeviceStore,
  filter: Filter,
  signal?: AbortSignal,
): AsyncGenerator<readonly Device[]> {
  let cursor: string | undefined;
  do {
    const { devices, next } = await store.list({
      filter,
      sort: 'id',
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    yield devices;
    cursor = next;
  } while (cursor !== undefined && !signal?.aborted);
}

/** Does it for all of them, a few at a time. */
export async function atOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
