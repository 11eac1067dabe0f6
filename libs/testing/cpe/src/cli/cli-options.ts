import { parseArgs } from 'node:util';
import { UPGRADE_MANNERS, type UpgradeManner } from '../cpe-options.ts';
import { MODEL_NAMES, type ModelName } from '../model/models.ts';

/** What the command line asks for. */
export interface CliOptions {
  readonly url: string;
  readonly count: number;
  readonly first: number;
  readonly model: ModelName | 'mixed';
  readonly intervalS?: number;
  readonly parameters?: number;
  readonly concurrency: number;
  readonly rampUpS: number;
  readonly username?: string;
  readonly password?: string;
  /** Files for TLS: the CA of the ACS, and the device's own certificate and key. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly boot: boolean;
  readonly once: boolean;
  readonly fetch: boolean;
  readonly upgrades: UpgradeManner;
  readonly verbose: boolean;
}

/** A mistake on the command line; the message says what is allowed. */
export class UsageError extends Error {}

export const HELP = `Simulated CPEs (TR-069 devices) that call in to an ACS.

  npm run cpe -- [options]

  --url URL          the ACS (default http://127.0.0.1:7547/)
  --count N          how many devices (default 1)
  --first N          number of the first: its serial number is SIM000001 for 1 (default 1)
  --model NAME       ${MODEL_NAMES.join(', ')} or mixed (default tr181)
  --parameters N     parameters per device, e.g. 15, 300, 3000 (default: the model's own)
  --interval S       periodic Inform interval in seconds (default: the model's, 300)
  --username NAME    user name and password for the ACS; %s in them stands for the serial number
  --password TEXT
  --ca FILE          for https: the CA that the certificate of the ACS comes from, as PEM
  --cert FILE        the device's certificate; %s stands for the serial number
  --key FILE         and its private key
  --concurrency N    sessions at once (default 100)
  --ramp S           spread the first sessions over that many seconds (default 0)
  --boot             start with 1 BOOT; default is first contact, 0 BOOTSTRAP
  --once             one session per device, then end
  --fetch            really fetch and send files; default is to pretend
  --upgrades HOW     what becomes of firmware that arrived: ${UPGRADE_MANNERS.join(', ')}
                     (default applies)
  --verbose          show the envelopes
  --help             this text
`;

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:7547/' },
  count: { type: 'string', default: '1' },
  first: { type: 'string', default: '1' },
  model: { type: 'string', default: 'tr181' },
  parameters: { type: 'string' },
  interval: { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  ca: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  concurrency: { type: 'string', default: '100' },
  ramp: { type: 'string', default: '0' },
  boot: { type: 'boolean', default: false },
  once: { type: 'boolean', default: false },
  fetch: { type: 'boolean', default: false },
  upgrades: { type: 'string', default: 'applies' },
  verbose: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line; `help` if that was asked for. Throws UsageError. */
export function cliOptions(args: readonly string[]): CliOptions | 'help' {
  const values = parsed(args);
  if (values.help) return 'help';
  const { interval, parameters, username, password, ca, cert, key } = values;
  if ((cert === undefined) !== (key === undefined)) throw new UsageError('--cert and --key go together');
  return {
    url: acsUrl(values.url),
    count: wholeNumber('count', values.count, 1, 1_000_000),
    first: wholeNumber('first', values.first, 1, 999_999),
    model: modelName(values.model),
    ...(interval === undefined ? {} : { intervalS: wholeNumber('interval', interval, 1, 4_294_967_295) }),
    ...(parameters === undefined ? {} : { parameters: wholeNumber('parameters', parameters, 1, 1_000_000) }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
    concurrency: wholeNumber('concurrency', values.concurrency, 1, 100_000),
    rampUpS: wholeNumber('ramp', values.ramp, 0, 86_400),
    boot: values.boot,
    once: values.once,
    fetch: values.fetch,
    upgrades: upgradeManner(values.upgrades),
    verbose: values.verbose,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    const names = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new UsageError(`${message.split('. ')[0]}. Allowed are ${names.join(' ')}`, { cause: error });
  }
}

function acsUrl(text: string): string {
  if (/^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  throw new UsageError(`--url is an http or https URL such as ${OPTIONS.url.default}, not "${text}"`);
}

function modelName(text: string): ModelName | 'mixed' {
  const names = [...MODEL_NAMES, 'mixed'] as const;
  const found = names.find((name) => name === text);
  if (found) return found;
  throw new UsageError(`--model is one of ${names.join(', ')}, not "${text}"`);
}

function upgradeManner(text: string): UpgradeManner {
  const found = UPGRADE_MANNERS.find((manner) => manner === text);
  if (found) return found;
  throw new UsageError(`--upgrades is one of ${UPGRADE_MANNERS.join(', ')}, not "${text}"`);
}

function wholeNumber(name: string, text: string, min: number, max: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${name} is a whole number from ${min} to ${max}, not "${text}"`);
}
