import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SystemClock } from '#libs/adapters/embedded';
import type { Clock, Peer } from '#libs/domain';
import { ConnectionLimits, createLogger, Vault } from '#libs/platform';
import { gatewayConfig } from '../../gateway.config.ts';
import { Door } from '../door.ts';
import { DoorMetrics } from '../door-metrics.ts';
import { connectionCaps, doorOptions, listenersOptions, tlsContextOptions } from '../door-options.ts';
import { Listeners } from '../listeners.ts';
import { RateLimiter, rateOf } from '../rate-limiter.ts';
import { TlsContext } from '../tls-context.ts';

export interface OpenDoor {
  readonly plainPort: number;
  readonly tlsPort: number;
  readonly tls: TlsContext | undefined;
  readonly metrics: DoorMetrics;
  close(): Promise<void>;
}

export interface DoorParts {
  readonly clock?: Clock;
  /** By default each has one of its own. */
  readonly vault?: Vault;
  /** Addresses from which too many logins failed. */
  readonly shut?: readonly string[];
}

/** A door behind which every request is answered with who it is from, as JSON; settings as an operator gives them. */
export async function openDoor(
  settings: Readonly<Record<string, string>>,
  { clock = new SystemClock(), vault = vaultOf('door'), shut = [] }: DoorParts = {},
): Promise<OpenDoor> {
  const config = gatewayConfig.schema.parse({
    MUSTER_CWMP_HOST: '127.0.0.1',
    MUSTER_CWMP_PORT: '0',
    MUSTER_GATEWAY_TLS_PORT: '0',
    ...settings,
  });
  const options = tlsContextOptions(config);
  const logger = createLogger('test', { level: 'error', format: 'json', output: { write: () => undefined } });
  const metrics = new DoorMetrics();
  const tls = options && new TlsContext(vault, clock, logger, metrics, options);
  const perSecond = config.MUSTER_GATEWAY_ADDRESS_REQUESTS_PER_S;
  const rate = new RateLimiter(clock, rateOf(perSecond, 1_000, perSecond * 10));
  const limits = new ConnectionLimits(connectionCaps(config));
  const door = new Door(
    limits,
    rate,
    tls,
    { isShut: (address) => shut.includes(address) },
    metrics,
    doorOptions(config),
  );
  const listeners = new Listeners(door, tls, listenersOptions(config));
  await listeners.listen(
    (request, response) => {
      const peer: Peer = door.peerOf(request.socket, request.headers);
      request.resume();
      response.statusCode = door.mayAsk(peer) ? 200 : 503;
      response.end(JSON.stringify(peer));
    },
    (_error, socket) => socket.destroy(),
  );
  return {
    plainPort: listeners.plainAddress?.port ?? 0,
    tlsPort: listeners.tlsAddress?.port ?? 0,
    tls,
    metrics,
    close: () => listeners.close(),
  };
}

/** A vault whose key follows from a word. */
export function vaultOf(word: string): Vault {
  return new Vault([{ id: word, key: Buffer.alloc(32, word) }]);
}

/** A folder for the files of a test. */
export class Folder {
  readonly path = mkdtempSync(path.join(tmpdir(), 'muster-door-'));

  /** Writes, and gives the path. */
  write(name: string, text: string): string {
    const file = path.join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
