import { readFileSync } from 'node:fs';
import type { Cpe } from '../cpe.ts';
import type { TlsSettings } from '../http/http-connection.ts';
import { type CliOptions, UsageError } from './cli-options.ts';

/** Reads the files for TLS that the command line names, and has each device resume the session that it had last. */
export function tlsReader({ ca, cert, key }: Pick<CliOptions, 'ca' | 'cert' | 'key'>): (cpe: Cpe) => TlsSettings {
  const common = ca === undefined ? {} : { ca: read('--ca', ca) };
  const certificateOf = (serialNumber: string) =>
    cert === undefined || key === undefined
      ? {}
      : {
          cert: read('--cert', cert.replaceAll('%s', serialNumber)),
          key: read('--key', key.replaceAll('%s', serialNumber)),
        };
  const known = new Map<string, TlsSettings>();
  return ({ identity: { serialNumber } }) => {
    const settings = known.get(serialNumber) ?? { ...common, ...certificateOf(serialNumber) };
    const onSession = (session: Buffer) => known.set(serialNumber, { ...settings, session });
    return { ...settings, onSession };
  };
}

function read(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${option}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
