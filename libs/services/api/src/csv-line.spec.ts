import { csvLine } from './csv-line.ts';

test.each([
  [['a', 'b c', ''], 'a,b c,\r\n'],
  [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
  [['=HYPERLINK(1)', '+1', '-1', '@x', '\tx'], "'=HYPERLINK(1),'+1,'-1,'@x,'\tx\r\n"],
  [['=1,2'], '"\'=1,2"\r\n'],
  [['a=b', "'x"], "a=b,'x\r\n"],
])('%j', (cells, line) => {
  expect(csvLine(cells)).toBe(line);
});
