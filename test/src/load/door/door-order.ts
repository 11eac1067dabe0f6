import type { RunOrder } from '../run-sessions.ts';

/** How CPEs come in, and whether each has a connection for all its sessions or a new one for every session. */
export interface WayIn {
  readonly name: string;
  readonly tls: boolean;
  readonly keep: boolean;
  /** With the session of TLS that the line had before. */
  readonly resume: boolean;
  /** With a certificate of the CPE. */
  readonly certificate: boolean;
}

const plain = { tls: false, resume: false, certificate: false } as const;
const tls = { tls: true, resume: false, certificate: false } as const;

/** The first is what the others are compared with. */
export const WAYS_IN: readonly WayIn[] = [
  { ...plain, name: 'plain, connection kept', keep: true },
  { ...plain, name: 'plain, new connection', keep: false },
  { ...tls, name: 'TLS, connection kept', keep: true },
  { ...tls, name: 'TLS, resumed', keep: false, resume: true },
  { ...tls, name: 'TLS, new handshake', keep: false },
  { ...tls, name: 'mTLS, resumed', keep: false, resume: true, certificate: true },
  { ...tls, name: 'mTLS, new handshake', keep: false, certificate: true },
];

export interface DoorOrder extends Pick<RunOrder, 'port' | 'pid' | 'connections' | 'warmUpMs' | 'windowMs'> {
  readonly way: WayIn;
  /** As PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface DoorReport {
  /** With those before and after the window. */
  readonly sessionsInAll: number;
  readonly sessionsPerS: number;
  /** CPU time of the server per session, in microseconds. */
  readonly serverUs: number;
  readonly serverShare: number;
  readonly loadShare: number;
  /** Of a session, from connecting on. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Connections whose session of TLS was resumed, of all in the window. */
  readonly resumedShare: number;
}
