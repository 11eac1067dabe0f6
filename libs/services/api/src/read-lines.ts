import { StringDecoder } from 'node:string_decoder';

/** The lines of a stream of bytes. Of a line that is too long only so much is kept that it can be told to be. */
export async function* readLines(stream: AsyncIterable<Uint8Array>, maxLength: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  for await (const chunk of stream) {
    const parts = decoder.write(Buffer.from(chunk)).split('\n');
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
