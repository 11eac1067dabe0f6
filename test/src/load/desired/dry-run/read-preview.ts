import type { PreviewLine } from '#libs/api-contract';

export type PreviewResult = Extract<PreviewLine, { readonly result: unknown }>['result'];

/** Reads the lines of a preview as they come. Rejects when it ends before its result. */
export async function readPreview(
  chunks: AsyncIterable<Uint8Array>,
  onProgress: (progress: { readonly done: number; readonly total: number }) => void,
): Promise<PreviewResult> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const read = JSON.parse(line) as PreviewLine;
      if ('result' in read) return read.result;
      onProgress(read.progress);
    }
  }
  throw new Error('The preview ended before its result.');
}
