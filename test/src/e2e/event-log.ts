import type { ShownEvent } from '../harness/api-client.ts';

/** Reads everything the ACS ever published, up to the event that `isLast` recognises, each event once. */
export async function readEvents(
  httpUrl: string,
  types: readonly string[],
  isLast: (event: ShownEvent) => boolean,
): Promise<readonly ShownEvent[]> {
  const abort = new AbortController();
  const url = `${httpUrl}/api/v1/events?lastEventId=0&types=${types.join(',')}`;
  const { body } = await fetch(url, { signal: abort.signal });
  if (body === null) throw new Error('no events came');
  const events = new Map<string, ShownEvent>();
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const frames = (rest + chunk).split('\n\n');
    rest = frames.pop() ?? '';
    for (const event of frames.flatMap(eventIn)) {
      events.set(event.id, event);
      if (!isLast(event)) continue;
      abort.abort();
      return [...events.values()];
    }
  }
  throw new Error('the stream of events ended too early');
}

/** Comments and retry times have no data. */
function eventIn(frame: string): readonly ShownEvent[] {
  const data = frame.split('\n').find((line) => line.startsWith('data: '));
  return data === undefined ? [] : [JSON.parse(data.slice('data: '.length)) as ShownEvent];
}
