import type { LoginFailure, OpeningLoad, Proof, SessionStore } from '#libs/domain';
import { meter } from '#libs/platform';
import type { TurnedAwayFor } from './cwmp-reply.ts';
import type { LoginReads } from './login/known-access.ts';

export interface LoginLoad extends LoginReads {
  readonly remembered: number;
}

/**
 * The gateway's counters. They are plain numbers that are read when metrics are asked for: counting must cost nothing on
 * the way of an Inform.
 */
export class GatewayMetrics {
  informsSettled = 0;
  informsUnsettled = 0;
  rpcsSent = 0;
  rpcsAnswered = 0;
  rpcFaults = 0;
  rpcsDeclined = 0;
  cpeRequests = 0;
  refused = 0;
  readonly turnedAway: Record<TurnedAwayFor, number> = {
    intake: 0,
    decision: 0,
    memory: 0,
    draining: 0,
    failure: 0,
    address: 0,
    device: 0,
    login: 0,
  };
  /** What POSTs have proved, or not. */
  readonly logins: Record<Proof | LoginFailure | 'asked' | 'quarantined', number> = {
    own: 0,
    next: 0,
    shared: 0,
    certificate: 0,
    none: 0,
    asked: 0,
    wrong_login: 0,
    other_device: 0,
    replayed: 0,
    not_admitted: 0,
    quarantined: 0,
  };
  /** Of those that were refused: for what they do to the gateway rather than for what they say. */
  readonly cutOff = { slow_headers: 0, large_headers: 0, slow_body: 0, large_body: 0 };
  parserFallbacks = 0;
  decisionsLate = 0;
  readonly sessionsEnded = { done: 0, timeout: 0, superseded: 0, protocol_error: 0, shutdown: 0 };
  private readonly duration = meter('gateway').createHistogram('muster_session_duration_seconds', {
    description: 'Sessions that were not settled, from Inform to their end.',
    advice: { explicitBucketBoundaries: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300] },
  });

  constructor(sessions: SessionStore) {
    const gateway = meter('gateway');
    const counter = (
      name: string,
      description: string,
      read: () => readonly (readonly [number, Record<string, string>])[],
    ) =>
      gateway.createObservableCounter(name, { description }).addCallback((result) => {
        for (const [value, labels] of read()) result.observe(value, labels);
      });
    counter('muster_informs_total', 'Informs that were acknowledged.', () => [
      [this.informsSettled, { settled: 'true' }],
      [this.informsUnsettled, { settled: 'false' }],
    ]);
    counter('muster_sessions_ended_total', 'Sessions that ended, by reason.', () =>
      Object.entries(this.sessionsEnded).map(([reason, count]) => [count, { reason }] as const),
    );
    counter('muster_rpcs_sent_total', 'RPCs sent to CPEs.', () => [[this.rpcsSent, {}]]);
    counter('muster_rpcs_answered_total', 'RPCs that CPEs answered.', () => [
      [this.rpcsAnswered, { answer: 'response' }],
      [this.rpcFaults, { answer: 'fault' }],
      [this.rpcsDeclined, { answer: 'declined' }],
    ]);
    counter('muster_cpe_requests_total', 'Requests of CPEs other than Inform.', () => [[this.cpeRequests, {}]]);
    counter('muster_posts_refused_total', 'POSTs that could not be understood.', () => [[this.refused, {}]]);
    counter('muster_gateway_cut_off_total', 'Requests that were too slow or too large, by reason.', () =>
      Object.entries(this.cutOff).map(([reason, count]) => [count, { reason }] as const),
    );
    counter('muster_gateway_refused_total', 'POSTs answered with 503 and Retry-After, by reason.', () =>
      Object.entries(this.turnedAway).map(([reason, count]) => [count, { reason }] as const),
    );
    counter('muster_logins_total', 'POSTs by what they proved, or why they were not let in.', () =>
      Object.entries(this.logins).map(([outcome, count]) => [count, { outcome }] as const),
    );
    counter('muster_xml_fallbacks_total', 'Messages that only the lenient parser could read.', () => [
      [this.parserFallbacks, {}],
    ]);
    counter('muster_decisions_late_total', 'Sessions ended before provisioning had decided.', () => [
      [this.decisionsLate, {}],
    ]);
    gateway
      .createObservableGauge('muster_sessions_open', { description: 'Sessions in flight.' })
      .addCallback(async (result) => result.observe(await sessions.count()));
  }

  /** Reports how many sessions are being opened, and how many may be; a stage that does not count has no limit. */
  watchOpening(read: () => OpeningLoad): void {
    const gateway = meter('gateway');
    const gauge = (name: string, description: string, of: 'pending' | 'limit') =>
      gateway.createObservableGauge(name, { description }).addCallback((result) => {
        for (const [stage, load] of Object.entries(read())) result.observe(load[of], { stage });
      });
    gauge('muster_gateway_opening', 'Sessions being opened, by stage.', 'pending');
    gauge('muster_gateway_opening_limit', 'Sessions that may be opened at once now, by stage.', 'limit');
  }

  /** Reports what logins cost: reads of the database, and the memory of failures. */
  watchLogins(read: () => LoginLoad): void {
    const gateway = meter('gateway');
    gateway
      .createObservableGauge('muster_gateway_login_reads', { description: 'Logins being read from the database.' })
      .addCallback((result) => result.observe(read().reads));
    gateway
      .createObservableCounter('muster_gateway_login_reads_refused_total', {
        description: 'Logins that were not read: as too many were being read (busy), or in time (slow).',
      })
      .addCallback((result) => {
        for (const [reason, count] of Object.entries(read().refused)) result.observe(count, { reason });
      });
    gateway
      .createObservableGauge('muster_gateway_login_failures_kept', {
        description: 'Devices and addresses of which it is remembered that logins failed, or that they came in.',
      })
      .addCallback((result) => result.observe(read().remembered));
  }

  sessionTook(durationMs: number): void {
    this.duration.record(durationMs / 1_000);
  }
}
