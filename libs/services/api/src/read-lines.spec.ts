import { readLines } from './read-lines.ts';

async function linesOf(...chunks: readonly Uint8Array[]): Promise<readonly string[]> {
  async function* stream() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of readLines(stream(), 8)) lines.push(line);
  return lines;
}

const bytes = (text: string) => Buffer.from(text);

test('a line ends wherever the chunks do, and the last needs no end', async () => {
  expect(await linesOf(bytes('on'), bytes('e\ntwo\n\nth'), bytes('ree'))).toEqual(['one', 'two', '', 'three']);
});

test('of a line that is too long no more is kept than tells it', async () => {
  expect(await linesOf(bytes('0123456789'), bytes('abc\nnext'))).toEqual(['012345678', 'next']);
});

test('a byte order mark is no part of the first line, even if it comes byte by byte', async () => {
  const marked = bytes('\uFEFF{}\n\uFEFF');
  expect(await linesOf(marked)).toEqual(['{}', '\uFEFF']);
  expect(await linesOf(...Array.from(marked, (byte) => Uint8Array.of(byte)))).toEqual(['{}', '\uFEFF']);
});
