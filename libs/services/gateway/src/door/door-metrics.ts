import { type ConnectionLimits, meter } from '#libs/platform';

/** Why a connection was closed at once. */
export type ClosedFor = 'total' | 'address' | 'rate' | 'logins' | 'proxy_header' | 'handshakes' | 'certificate';

type Handshakes = Record<'full' | 'resumed' | 'failed', number>;

/** What happens before HTTP; plain numbers, read when metrics are asked for. */
export class DoorMetrics {
  private readonly closed: Record<ClosedFor, number> = {
    total: 0,
    address: 0,
    rate: 0,
    logins: 0,
    proxy_header: 0,
    handshakes: 0,
    certificate: 0,
  };
  private readonly tls: Handshakes = { full: 0, resumed: 0, failed: 0 };

  private idleClosed = 0;

  constructor() {
    const gateway = meter('gateway');
    gateway
      .createObservableCounter('muster_gateway_idle_connections_closed_total', {
        description: 'Connections closed as nothing came on them any more.',
      })
      .addCallback((result) => result.observe(this.idleClosed));
    gateway
      .createObservableCounter('muster_gateway_connections_refused_total', {
        description: 'Connections closed before anything was read, by reason.',
      })
      .addCallback((result) => {
        for (const [reason, count] of Object.entries(this.closed)) result.observe(count, { reason });
      });
    gateway
      .createObservableCounter('muster_gateway_tls_handshakes_total', { description: 'TLS handshakes, by outcome.' })
      .addCallback((result) => {
        for (const [outcome, count] of Object.entries(this.tls)) result.observe(count, { outcome });
      });
  }

  /** All that was counted so far. */
  get counts(): {
    readonly closed: Readonly<Record<ClosedFor, number>>;
    readonly handshakes: Readonly<Handshakes>;
    readonly idle: number;
  } {
    return { closed: this.closed, handshakes: this.tls, idle: this.idleClosed };
  }

  idle(): void {
    this.idleClosed++;
  }

  refuse(why: ClosedFor): void {
    this.closed[why]++;
  }

  handshake(outcome: keyof Handshakes): void {
    this.tls[outcome]++;
  }

  /** How many connections there are. */
  watch(limits: ConnectionLimits): void {
    meter('gateway')
      .createObservableGauge('muster_gateway_connections', { description: 'Connections of CPEs.' })
      .addCallback((result) => result.observe(limits.count));
  }

  /** When the certificate that CPEs are shown runs out. */
  watchExpiry(notAfterMs: () => number): void {
    meter('gateway')
      .createObservableGauge('muster_gateway_tls_certificate_expiry_seconds', {
        description: 'When the certificate of the TLS listener runs out, in seconds since the epoch.',
      })
      .addCallback((result) => result.observe(notAfterMs() / 1_000));
  }
}
