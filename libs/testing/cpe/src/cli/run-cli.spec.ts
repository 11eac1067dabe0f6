import { ScriptedAcs } from '../session/scripted-acs.ts';
import { cliOptions } from './cli-options.ts';
import { runCli } from './run-cli.ts';

const REBOOT = '<cwmp:Reboot><CommandKey>r1</CommandKey></cwmp:Reboot>';
const NEVER = new Promise<never>(() => undefined);

/** Runs the command and gives what it shows, without the time stamps. */
async function show(
  args: readonly string[],
  stop: Promise<unknown> = NEVER,
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const code = await runCli(args, { write, isTty: false }, stop);
  return { code, lines: text.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, '')) };
}

test('a device shows what it does', async () => {
  const acs = new ScriptedAcs([REBOOT]);
  const { code, lines } = await show(['--url', await acs.listen(), '--model', 'tr098', '--once']);
  await acs.close();
  const name = '00D09E-SimGw098-SIM000001';
  expect(code).toBe(0);
  expect(lines.slice(1, 4)).toEqual([
    `${name}  0 BOOTSTRAP, 1 BOOT → InformResponse`,
    `${name}  ← Reboot`,
    `${name}  → RebootResponse`,
  ]);
  expect(lines[4]).toMatch(/^00D09E-SimGw098-SIM000001 {2}204 · session 1 done in \d+ ms, 1 RPC$/);
});

test('many devices show a summary', async () => {
  const acs = new ScriptedAcs();
  const { code, lines } = await show([
    '--url',
    await acs.listen(),
    '--count',
    '12',
    '--parameters',
    '15',
    '--once',
    '--boot',
  ]);
  await acs.close();
  expect(code).toBe(0);
  expect(lines.filter((line) => line.includes('SIM0000'))).toEqual([]);
  expect(lines.at(-2)).toMatch(/^12 CPEs · 12 sessions · 0 open · 0 failed · 0 RPCs/);
});

test('without an ACS it says what to start, and that it will try again', async () => {
  const seen: string[] = [];
  let stopNow: (value?: unknown) => void = () => undefined;
  const stop = new Promise((resolve) => {
    stopNow = resolve;
  });
  const write = (text: string): void => {
    seen.push(text);
    if (text.includes('next try')) stopNow();
  };
  await runCli(['--url', 'http://127.0.0.1:1/'], { write, isTty: true }, stop);
  expect(seen.join('')).toMatch(/No ACS answers at http:\/\/127\.0\.0\.1:1\/.*npm start/);
  expect(seen.join('')).toMatch(/session 1 failed: unreachable .*; next try in \d+ s/);
});

test.each([
  [['--model', 'tr069'], '--model is one of tr098, tr181, device1, iothub, iothub098, mixed, not "tr069"'],
  [['--count', '0'], '--count is a whole number from 1 to 1000000, not "0"'],
  [['--interval', '1.5'], '--interval is a whole number from 1 to 4294967295, not "1.5"'],
  [['--url', 'ftp://x'], '--url is an http or https URL such as http://127.0.0.1:7547/, not "ftp://x"'],
  [['--colour'], "Unknown option '--colour'. Allowed are --url"],
])('%j is refused with what is allowed', async (args, message) => {
  const { code, lines } = await show(args);
  expect(code).toBe(2);
  expect(lines[0]?.startsWith(message)).toBe(true);
});

test('help tells of every option', async () => {
  const { code, lines } = await show(['--help']);
  expect(code).toBe(0);
  const told = lines.flatMap((line) => /^ {2}--(\w+)/.exec(line)?.[1] ?? []);
  expect(told).toEqual(
    expect.arrayContaining(['url', 'count', 'model', 'interval', 'parameters', 'once', 'verbose', 'boot']),
  );
  expect(cliOptions([])).toMatchObject({ url: 'http://127.0.0.1:7547/', count: 1, model: 'tr181', boot: false });
});
