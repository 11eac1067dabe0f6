import type { PreviewLine } from '#libs/api-contract';

export type PreviewResult = Extract<PreviewLine, { readonly result: unknown }>['result'];

export interface Previewed {
  /** Devices that were looked at. */
  readonly done: number;
  /** Absent when it was broken off. */
  readonly result?: PreviewResult;
}

/**
 * Reads the lines of a preview as they come, until its result or until `goOn`, which is asked at each progress, says no:
 * then the stream is cancelled. Rejects when it ends before its result.
 */
export async function readPreview(
  chunks: AsyncIterable<Uint8Array>,
  goOn: (progress: { readonly done: number; readonly total: number }) => boolean,
): Promise<Previewed> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const read = JSON.parse(line) as PreviewLine;
      if ('result' in read) return { done: read.result.devices, result: read.result };
      if (!goOn(read.progress)) return { done: read.progress.done };
    }
  }
  throw new Error('The preview ended before its result.');
}
