import { readPreview } from './read-preview.ts';

const LINES = '{"progress":{"done":0,"total":9,"perSecond":0}}\n{"progress":{"done":4,"total":9,"perSecond":8}}\n';
const RESULT = '{"result":{"devices":9,"seconds":1.5}}\n';

async function* inPieces(text: string, length: number) {
  for (let at = 0; at < text.length; at += length) yield new TextEncoder().encode(text.slice(at, at + length));
}

test.each([1, 7, 1_000])('a preview is read however it is cut: %d bytes at a time', async (length) => {
  const seen: number[] = [];
  const result = await readPreview(inPieces(LINES + RESULT, length), ({ done }) => seen.push(done) > 0);
  expect(result).toEqual({ done: 9, result: { devices: 9, seconds: 1.5 } });
  expect(seen).toEqual([0, 4]);
});

test('a preview that breaks off is no result', async () => {
  await expect(readPreview(inPieces(LINES, 9), () => true)).rejects.toThrow('before its result');
});

test('a preview that takes too long is broken off where it is', async () => {
  expect(await readPreview(inPieces(LINES + RESULT, 9), ({ done }) => done < 4)).toEqual({ done: 4 });
});
