import { constants } from 'node:crypto';
import type { Server as HttpsServer } from 'node:https';
import type { SecureVersion, TLSSocket, TlsOptions } from 'node:tls';
import type { ClientCertificate, Clock } from '#libs/domain';
import { type Logger, StartRefused, type Vault } from '#libs/platform';
import { certificateInHeader } from './certificate-header.ts';
import { clientCertificate, isIssuedBy } from './client-certificate.ts';
import type { DoorMetrics } from './door-metrics.ts';
import { RevocationLists } from './revocation-lists.ts';
import { ticketKeys } from './ticket-keys.ts';
import { readTlsFiles, type TlsFilePaths, type TlsMaterial } from './tls-files.ts';

export interface TlsContextOptions {
  readonly paths: TlsFilePaths;
  readonly clientCertificates: 'none' | 'optional' | 'required';
  readonly minVersion: SecureVersion;
  /** In OpenSSL's words; undefined for Node's. */
  readonly ciphers?: string;
  readonly handshakeTimeoutMs: number;
  readonly reloadMs: number;
  /** How long a session may be resumed; the key of its tickets is changed as often. */
  readonly sessionLifetimeMs: number;
}

/** A session that was begun at one gateway is resumed at another only in the same context (RFC 5077 §5.6). */
const SESSION_CONTEXT = 'muster-cwmp';

/** What the TLS listener shows and trusts: read from files at the start, and again whenever they have changed. */
export class TlsContext {
  private material: TlsMaterial;
  private revoked: RevocationLists;
  /** Of files that could not be used: they are complained of once. */
  private complained: string | undefined;
  private server: HttpsServer | undefined;
  private cancels: (() => void)[] = [];

  /** Throws StartRefused. */
  constructor(
    private readonly vault: Vault,
    private readonly clock: Clock,
    private readonly logger: Logger,
    metrics: DoorMetrics,
    private readonly options: TlsContextOptions,
  ) {
    try {
      this.material = readTlsFiles(options.paths);
      this.revoked = new RevocationLists(this.material.crls);
    } catch (error) {
      throw new StartRefused(error instanceof Error ? error.message : String(error), { cause: error });
    }
    if (this.canServe) metrics.watchExpiry(() => this.notAfterMs);
    if (this.isOver(this.material))
      logger.warn({ file: options.paths.pair?.certificate }, 'the certificate has run out');
  }

  get notAfterMs(): number {
    return this.material.notAfterMs;
  }

  get serverOptions(): TlsOptions {
    const { clientCertificates, handshakeTimeoutMs } = this.options;
    return {
      ...this.contextOptions(),
      requestCert: clientCertificates !== 'none',
      // What was shown is looked at afterwards, so that it is counted why somebody was refused.
      rejectUnauthorized: false,
      handshakeTimeout: handshakeTimeoutMs,
    };
  }

  /** Whether there is something to show: otherwise TLS ends elsewhere. */
  get canServe(): boolean {
    return this.options.paths.pair !== undefined;
  }

  /** Keeps what is known of the files up to date, and this server with it. */
  start(server?: HttpsServer): void {
    this.server = server;
    this.reloadLater();
    this.renewTicketsLater();
  }

  stop(): void {
    for (const cancel of this.cancels) cancel();
    this.server = undefined;
  }

  /** Who the client is; undefined for one whose certificate does not hold, or that has none where one is required. */
  clientOf(socket: TLSSocket): { readonly certificate?: ClientCertificate } | undefined {
    const { clientCertificates } = this.options;
    if (clientCertificates === 'none') return {};
    // `authorized` alone says nothing: a resumed session without a certificate has it, too.
    const shown = socket.getPeerX509Certificate();
    if (shown === undefined) return clientCertificates === 'optional' ? {} : undefined;
    const certificate = socket.authorized ? clientCertificate(shown, this.material.cas, this.clock.now()) : undefined;
    return certificate && { certificate };
  }

  /** A certificate that a trusted proxy has passed on; it is believed that its client has the key, not who has issued it nor that it is not revoked. */
  clientInHeader(header: string): ClientCertificate | undefined {
    const certificate = certificateInHeader(header);
    const { cas } = this.material;
    const nowMs = this.clock.now();
    return certificate && isIssuedBy(certificate, cas) && this.revoked.allow(certificate, cas, nowMs)
      ? clientCertificate(certificate, cas, nowMs)
      : undefined;
  }

  /** Reads the files again. What can't be used is not used: those that are in use stay. */
  reload(): void {
    const { paths } = this.options;
    try {
      const material = readTlsFiles(paths);
      this.complained = undefined;
      if (material.digest === this.material.digest) return;
      if (this.isOver(material)) {
        this.complain(`${paths.pair?.certificate} has run out`, material.digest);
        return;
      }
      this.revoked = new RevocationLists(material.crls);
      this.material = material;
      this.server?.setSecureContext(this.contextOptions());
      this.logger.info({ notAfterMs: material.notAfterMs }, 'the files for TLS were read again');
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.complain(message, message);
    }
  }

  private complain(why: string, what: string): void {
    if (this.complained !== what) this.logger.error({ why }, 'new files for TLS cannot be used: the old ones stay');
    this.complained = what;
  }

  private isOver({ notAfterMs }: TlsMaterial): boolean {
    return notAfterMs <= this.clock.now();
  }

  private contextOptions(): TlsOptions {
    const { minVersion, ciphers, sessionLifetimeMs } = this.options;
    const ticketKeys = this.ticketKeys();
    return {
      ...this.material.context,
      minVersion,
      ...(ciphers === undefined ? {} : { ciphers }),
      honorCipherOrder: true,
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_CIPHER_SERVER_PREFERENCE,
      sessionIdContext: SESSION_CONTEXT,
      sessionTimeout: Math.ceil(sessionLifetimeMs / 1_000),
      ...(ticketKeys === undefined ? {} : { ticketKeys }),
    };
  }

  private ticketKeys(): Buffer | undefined {
    const { sessionLifetimeMs, clientCertificates } = this.options;
    const period = Math.floor(this.clock.now() / sessionLifetimeMs);
    return ticketKeys(this.vault, period, clientCertificates, this.material.trust);
  }

  private reloadLater(): void {
    this.later(this.options.reloadMs, () => {
      this.reload();
      this.reloadLater();
    });
  }

  private renewTicketsLater(): void {
    const { sessionLifetimeMs } = this.options;
    this.later(sessionLifetimeMs - (this.clock.now() % sessionLifetimeMs), () => {
      const keys = this.ticketKeys();
      if (keys !== undefined) this.server?.setTicketKeys(keys);
      this.renewTicketsLater();
    });
  }

  private later(delayMs: number, work: () => void): void {
    const cancel = this.clock.after(delayMs, () => {
      this.cancels = this.cancels.filter((other) => other !== cancel);
      work();
    });
    this.cancels.push(cancel);
  }
}
