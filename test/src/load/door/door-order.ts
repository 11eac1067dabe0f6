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
  readonly login?: LoginManner;
}

export interface LoginManner {
  readonly algorithm: 'MD5' | 'SHA-256';
  /** Has itself asked in every session, which is a POST more; otherwise it goes on with the nonce that it was told first. */
  readonly asked: boolean;
}

const plain = { tls: false, resume: false, certificate: false } as const;
const tls = { tls: true, resume: false, certificate: false } as const;
const MD5_ASKED: LoginManner = { algorithm: 'MD5', asked: true };

export const DIGEST_KEPT: WayIn = {
  ...plain,
  name: 'digest MD5, connection kept',
  keep: true,
  login: { algorithm: 'MD5', asked: false },
};
export const DIGEST_NEW: WayIn = { ...plain, name: 'digest MD5, asked, new connection', keep: false, login: MD5_ASKED };

/** The first is what the others are compared with. */
export const WAYS_IN: readonly WayIn[] = [
  { ...plain, name: 'plain, connection kept', keep: true },
  DIGEST_KEPT,
  { ...DIGEST_KEPT, name: 'digest SHA-256, connection kept', login: { algorithm: 'SHA-256', asked: false } },
  { ...DIGEST_KEPT, name: 'digest MD5, asked, connection kept', login: MD5_ASKED },
  { ...tls, name: 'TLS, connection kept', keep: true },
  { ...tls, name: 'mTLS, connection kept', keep: true, certificate: true },
  { ...plain, name: 'plain, new connection', keep: false },
  DIGEST_NEW,
  { ...tls, name: 'TLS, resumed', keep: false, resume: true },
  { ...tls, name: 'TLS, new handshake', keep: false },
  { ...tls, name: 'mTLS, resumed', keep: false, resume: true, certificate: true },
  { ...tls, name: 'mTLS, new handshake', keep: false, certificate: true },
];

export interface Login {
  readonly username: string;
  readonly password: string;
}

export interface DoorOrder
  extends Pick<RunOrder, 'port' | 'pid' | 'connections' | 'warmUpMs' | 'windowMs' | 'ratePerS'> {
  readonly way: WayIn;
  /** Of every device. */
  readonly login: Login;
  /** As PEM. */
  readonly ca: string;
  /** Of the first device of each line. */
  readonly certificates: readonly { readonly cert: string; readonly key: string }[];
}

export interface DoorReport {
  /** With those before and after the window. */
  readonly sessionsInAll: number;
  readonly sessionsPerS: number;
  /** CPU time of the server per session, in microseconds. */
  readonly serverUs: number;
  readonly serverShare: number;
  readonly loadShare: number;
  /** Of a session, from connecting on; from when it was due, where a rate was ordered. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Connections whose session of TLS was resumed, of all in the window. */
  readonly resumedShare: number;
}
