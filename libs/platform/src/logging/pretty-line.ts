import { styleText } from 'node:util';

const colours = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red', fatal: 'red' } as const;

/** One JSON log entry as a line for people: time of day, level, role, message, then the fields. */
export function prettyLine(json: string, colour: boolean): string {
  const { level, time, role, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const word = String(level);
  const levelText = paint(
    Object.hasOwn(colours, word) ? colours[word as keyof typeof colours] : 'white',
    word.padEnd(5),
  );
  const details = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const head = [paint('gray', String(time).slice(11, 23)), levelText, paint('cyan', String(role))];
  return `${[...head, printable(String(msg)), ...details.map((text) => paint('gray', text))].join(' ')}${stackOf(err)}\n`;
}

function stackOf(err: unknown): string {
  if (typeof err !== 'object' || err === null) return '';
  const { stack, message } = err as { readonly stack?: unknown; readonly message?: unknown };
  return `\n  ${printable(String(stack ?? message))}`;
}

/** Text from a CPE must not move the cursor or colour the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
  return text.replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '�');
}
