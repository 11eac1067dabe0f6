import { isIP } from 'node:net';
import { parseArgs } from 'node:util';

export const usage = `Certificates for trying TLS out: a CA, a server's, and those of devices. Nothing real must trust that CA.

  npm run certs -- [options]

  --out FOLDER     where they go (default certs); a CA that is there goes on being used
  --host NAME      a name or address of the server, as often as there are (default localhost, 127.0.0.1 and ::1)
  --device NAME    the name in a device's certificate: OUI-ProductClass-SerialNumber, as often as there are
                   (default: the first three simulated devices)
  --help           this text`;

const SIMULATED = ['SIM000001', 'SIM000002', 'SIM000003'].map((serial) => `00D09E-SimGw181-${serial}`);

/** What the command line asks for. */
export interface CertsRequest {
  readonly out: string;
  readonly hosts: readonly string[];
  readonly devices: readonly string[];
}

/** Throws with a sentence for the person at the terminal. */
export function parseCertsRequest(args: readonly string[]): CertsRequest | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string', default: 'certs' },
      host: { type: 'string', multiple: true, default: ['localhost', '127.0.0.1', '::1'] },
      device: { type: 'string', multiple: true, default: SIMULATED },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  const { out, host: hosts, device: devices } = values;
  const wrongHost = hosts.find((host) => isIP(host) === 0 && !/^[A-Za-z0-9.-]{1,253}$/.test(host));
  if (wrongHost !== undefined) throw new Error(`--host is a name or an address, not ${wrongHost}.`);
  const wrongDevice = devices.find((device) => !/^[\w%]+(?:-[\w%]+){1,2}$/.test(device));
  if (wrongDevice !== undefined) {
    throw new Error(
      `--device is OUI-ProductClass-SerialNumber with other characters percent-encoded, not ${wrongDevice}.`,
    );
  }
  return { out, hosts, devices };
}
