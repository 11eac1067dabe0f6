import type { IncomingHttpHeaders, Server } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { ClientCertificate, Peer } from '#libs/domain';
import type { ConnectionLimits, Networks } from '#libs/platform';
import type { DoorMetrics } from './door-metrics.ts';
import { behindProxy, type ForwardingRules } from './forwarded.ts';
import { type Go, interpose } from './interpose.ts';
import { peerAt, peerBehind } from './peer-at.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { readProxyHeader } from './read-proxy-header.ts';

export interface DoorOptions {
  /** Networks to which the limits per address do not apply. */
  readonly unlimited: Networks;
  /** Connections from trusted proxies begin with a PROXY header. */
  readonly proxyProtocol: boolean;
  /** Names of certificates in PROXY headers are believed. */
  readonly proxyNames: boolean;
  readonly forwarding: Omit<ForwardingRules, 'certificate'>;
  /** How long a proxy may take for its header. */
  readonly headerTimeoutMs: number;
  /** TLS handshakes under way at once. */
  readonly maxHandshakes: number;
  /** CPEs may prove who they are by the handshake of TLS. */
  readonly takesCertificates: boolean;
}

/** Knows whose certificates are accepted. */
export interface Certificates {
  /** Undefined when the certificate, or the lack of one, is not accepted. */
  clientOf(socket: TLSSocket): { readonly certificate?: ClientCertificate } | undefined;
  /** Undefined when it is not accepted. */
  clientInHeader(header: string): ClientCertificate | undefined;
}

/** Knows from where so many logins failed that nobody is listened to. */
export interface FailedAddresses {
  isShut(address: string): boolean;
}

type Handshakes = Map<string, { readonly socket: Socket; readonly peer: Peer }>;

/** Decides about connections before a byte of HTTP is read: how many there may be, and who is at the other end. */
export class Door {
  private readonly peers = new WeakMap<Socket, Peer>();
  /** Whether the limits per address are not for it: not looked up anew with every request. */
  private readonly exempt = new WeakMap<Peer, boolean>();
  private readonly forwarding: ForwardingRules;
  /** Of which nothing is known yet: no server closes them. */
  private readonly waiting = new Set<Socket>();

  constructor(
    private readonly limits: ConnectionLimits,
    private readonly rate: RateLimiter,
    private readonly certificates: Certificates | undefined,
    private readonly failed: FailedAddresses,
    private readonly metrics: DoorMetrics,
    private readonly options: DoorOptions,
  ) {
    metrics.watch(limits);
    this.forwarding = { ...options.forwarding, certificate: (header) => certificates?.clientInHeader(header) };
  }

  /** Puts itself before what the server does with its connections. To be called once, before it listens. */
  guard(server: Server, isTls: boolean): void {
    /** By address and port: Node does not tell which connection a TLS socket is on. */
    const handshakes: Handshakes = new Map();
    interpose(server, 'connection', (socket, go) => this.admit(socket, isTls ? handshakes : undefined, go));
    if (isTls) interpose(server, 'secureConnection', (socket, go) => this.identify(socket, handshakes, go));
    server.on('drop', () => this.metrics.refuse('total'));
    server.on('tlsClientError', () => this.metrics.handshake('failed'));
    // Whoever listens for it has to close the connection.
    server.on('timeout', (socket) => {
      this.metrics.idle();
      socket.destroy();
    });
  }

  /** Closes what was not let in yet. */
  close(): void {
    for (const socket of this.waiting) socket.destroy();
  }

  /** Who has sent a request on this connection. */
  peerOf(socket: Socket, headers: IncomingHttpHeaders): Peer {
    const peer = this.peers.get(socket) ?? peerAt(socket.remoteAddress);
    return behindProxy(peer, headers, this.forwarding);
  }

  /** Whether several clients may share the connections of this peer. */
  isShared(peer: Peer, socket: Socket): boolean {
    return this.peers.get(socket) !== peer;
  }

  /** Whether one more request of this peer is let through now. */
  mayAsk(peer: Peer): boolean {
    return this.isExempt(peer) || this.rate.take(peer.network);
  }

  /** Whether HTTP may have been spoken on it: it was let in, and a handshake of TLS is over. */
  hasAdmitted(socket: Socket): boolean {
    return this.peers.has(socket);
  }

  private isExempt(peer: Peer): boolean {
    const known = this.exempt.get(peer);
    if (known !== undefined) return known;
    const isExempt = this.options.unlimited.has(peer.address);
    this.exempt.set(peer, isExempt);
    return isExempt;
  }

  private admit(socket: Socket, handshakes: Handshakes | undefined, go: Go): void {
    if (!this.limits.enter()) {
      this.refuse(socket, 'total');
      return;
    }
    socket.once('close', () => this.limits.leave());
    const peer = peerAt(socket.remoteAddress);
    const { proxies } = this.forwarding;
    if (!proxies.has(peer.address)) {
      this.admitPeer(socket, peer, handshakes, go);
      return;
    }
    if (!this.options.proxyProtocol) {
      this.enter(socket, peer, handshakes, go);
      return;
    }
    this.wait(socket);
    readProxyHeader(socket, this.options.headerTimeoutMs, (header) => {
      this.waiting.delete(socket);
      if (header === undefined) {
        this.refuse(socket, 'proxy_header');
        return;
      }
      if (header.address === undefined) {
        this.enter(socket, peer, handshakes, go);
        return;
      }
      this.admitPeer(socket, peerBehind(header, this.options.proxyNames), handshakes, go);
    });
  }

  private admitPeer(socket: Socket, peer: Peer, handshakes: Handshakes | undefined, go: Go): void {
    if (!this.isExempt(peer)) {
      const mayProve = handshakes !== undefined && this.options.takesCertificates;
      if (!mayProve && this.failed.isShut(peer.address)) {
        this.refuse(socket, 'logins');
        return;
      }
      if (!this.rate.take(peer.network)) {
        this.refuse(socket, 'rate');
        return;
      }
      if (!this.limits.enterNetwork(peer.network)) {
        this.refuse(socket, 'address');
        return;
      }
      socket.once('close', () => this.limits.leaveNetwork(peer.network));
    }
    this.enter(socket, peer, handshakes, go);
  }

  private enter(socket: Socket, peer: Peer, handshakes: Handshakes | undefined, go: Go): void {
    if (socket.destroyed) return;
    if (handshakes === undefined) {
      this.peers.set(socket, peer);
      go(socket);
      return;
    }
    if (handshakes.size >= this.options.maxHandshakes) {
      this.refuse(socket, 'handshakes');
      return;
    }
    const place = placeOf(socket);
    this.wait(socket);
    handshakes.set(place, { socket, peer });
    socket.once('close', () => handshakes.delete(place));
    go(socket);
  }

  private identify(socket: Socket, handshakes: Handshakes, go: Go): void {
    const place = placeOf(socket);
    const begun = handshakes.get(place);
    handshakes.delete(place);
    if (begun !== undefined) this.waiting.delete(begun.socket);
    const client = socket instanceof TLSSocket ? this.certificates?.clientOf(socket) : undefined;
    if (begun === undefined || client === undefined || !(socket instanceof TLSSocket)) {
      this.refuse(socket, 'certificate');
      return;
    }
    this.metrics.handshake(socket.isSessionReused() ? 'resumed' : 'full');
    this.peers.set(socket, { ...begun.peer, ...client, secure: true });
    go(socket);
  }

  private wait(socket: Socket): void {
    this.waiting.add(socket);
    socket.once('close', () => this.waiting.delete(socket));
  }

  /** Without a word: an answer would cost more than the connection did. */
  private refuse(socket: Socket, why: Parameters<DoorMetrics['refuse']>[0]): void {
    this.metrics.refuse(why);
    // What still comes of it is nobody's business.
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}|${remotePort}`;
}
