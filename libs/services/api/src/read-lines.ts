import { StringDecoder } from 'node:string_decoder';

/** The lines of a stream of bytes, without a byte order mark before them. Of a line that is too long only so much is kept that it can be told to be. */
export async function* readLines(stream: AsyncIterable<Uint8Array>, maxLength: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let isFirst = true;
  for await (const chunk of stream) {
    const text = decoder.write(Buffer.from(chunk));
    // Of a byte order mark whose bytes come one by one nothing is decoded before the last.
    const parts = (isFirst ? text.replace(/^\uFEFF/, '') : text).split('\n');
    isFirst &&= text === '';
    for (const [index, part] of parts.entries()) {
      if (index > 0) {
        yield line;
        line = '';
      }
      if (line.length <= maxLength) line += part.slice(0, maxLength + 1 - line.length);
    }
  }
  if (line !== '') yield line;
}
