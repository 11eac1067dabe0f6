import { networkInterfaces } from 'node:os';

/** A guess where CPEs reach this machine: its first address that others see, where it listens on all. */
export function reachableUrl(host: string, port: number): string {
  const isAll = host === '::' || host === '0.0.0.0';
  const address = isAll ? (outsideAddress() ?? '127.0.0.1') : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function outsideAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ internal, family }) => !internal && family === 'IPv4')?.address;
}
