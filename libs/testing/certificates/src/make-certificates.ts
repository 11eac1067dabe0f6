import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { type AlternativeName, Authority, type CertificateAndKey } from './authority.ts';
import type { CertsRequest } from './certs-request.ts';

/** Paths of what was made; `devices` by the names of their files, without the ending. */
export interface MadeCertificates {
  readonly ca: string;
  readonly server: CertificateAndKey;
  readonly devices: readonly string[];
}

/** Makes everything anew but a CA that is there: devices that trust it go on. */
export async function makeCertificates({ out, hosts, devices }: CertsRequest): Promise<MadeCertificates> {
  mkdirSync(out, { recursive: true, mode: 0o700 });
  const authority = await authorityIn(out);
  const alternativeNames = hosts.map((value): AlternativeName => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));
  const commonName = hosts[0] ?? 'localhost';
  const server = write(out, 'server', await authority.issue({ commonName, alternativeNames, use: 'server' }));
  for (const name of devices) write(out, fileOf(name), await authority.issue({ commonName: name, use: 'client' }));
  return { ca: path.join(out, 'ca.pem'), server, devices: devices.map(fileOf) };
}

async function authorityIn(folder: string): Promise<Authority> {
  const files = { certificate: path.join(folder, 'ca.pem'), key: path.join(folder, 'ca.key') };
  if (existsSync(files.certificate) && existsSync(files.key)) {
    return Authority.from({
      certificate: readFileSync(files.certificate, 'utf8'),
      key: readFileSync(files.key, 'utf8'),
    });
  }
  const authority = await Authority.create('Muster CA for trying things out');
  write(folder, 'ca', await authority.toPem());
  return authority;
}

function write(folder: string, name: string, { certificate, key }: CertificateAndKey): CertificateAndKey {
  const files = { certificate: path.join(folder, `${name}.pem`), key: path.join(folder, `${name}.key`) };
  writeFileSync(files.certificate, `${certificate}\n`);
  writeFileSync(files.key, key, { mode: 0o600 });
  return files;
}

/** The serial number: a simulated CPE finds its certificate by it. */
function fileOf(device: string): string {
  return device.split('-').at(-1) ?? device;
}
