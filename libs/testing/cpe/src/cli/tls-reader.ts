import { readFileSync } from 'node:fs';
import type { Cpe } from '../cpe.ts';
import type { TlsSettings } from '../http/http-connection.ts';
import { type CliOptions, UsageError } from './cli-options.ts';

/** Reads the files for TLS that the command line names, each device's own when it first needs them. */
export function tlsReader({ ca, cert, key }: CliOptions): (cpe: Cpe) => TlsSettings {
  const common = ca === undefined ? {} : { ca: read('--ca', ca) };
  if (cert === undefined || key === undefined) return () => common;
  const known = new Map<string, TlsSettings>();
  return ({ identity: { serialNumber } }) => {
    const settings = known.get(serialNumber) ?? {
      ...common,
      cert: read('--cert', cert.replaceAll('%s', serialNumber)),
      key: read('--key', key.replaceAll('%s', serialNumber)),
    };
    known.set(serialNumber, settings);
    return settings;
  };
}

function read(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${option}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
