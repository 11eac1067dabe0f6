import { MusterError } from '#libs/domain';
import type { ConfigFragment } from '../config/config-fragment.ts';
import type { Config } from '../config/load-config.ts';

/** What an operator can do about an error at start, for those that are about the machine rather than about the code. */
export function explainFailure(
  error: unknown,
  config: Config,
  fragments: readonly ConfigFragment[],
): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // These are worded for operators, as that of a data folder that cannot be used.
  if (error instanceof MusterError) return error.message;
  const code: unknown = Reflect.get(error, 'code');
  if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return explainListen(code, error, config, fragments);
  }
  return undefined;
}

const reasons = {
  EADDRINUSE: 'another process listens there already',
  EACCES: 'this user may not',
  EADDRNOTAVAIL: 'this machine has no such address',
} as const;

function explainListen(
  code: keyof typeof reasons,
  error: Error,
  config: Config,
  fragments: readonly ConfigFragment[],
): string | undefined {
  const port: unknown = Reflect.get(error, 'port');
  if (typeof port !== 'number') return undefined;
  const settings = fragments
    .flatMap((fragment) => Object.entries(config.of(fragment)))
    .filter(([name, value]) => name.endsWith('_PORT') && value === port)
    .map(([name]) => name);
  const hint = settings.length === 0 ? '' : ` Choose another with ${settings.join(' or ')}.`;
  return `Cannot listen on ${String(Reflect.get(error, 'address'))}:${port}: ${reasons[code]}.${hint}`;
}
