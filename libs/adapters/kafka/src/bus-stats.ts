/** What the adapter has done since it was opened, and what waits; plain numbers to be observed as metrics. */
export interface KafkaBusStats {
  /** Events that are durable. */
  published: number;
  /** Events refused because too many wait. */
  overloaded: number;
  /** Events whose deadline passed; they may be there nevertheless. */
  timedOut: number;
  /** Requests to brokers; `published / batches` is what collecting saves. */
  batches: number;
  /** Events sent again because the client acknowledged a batch without them. */
  resent: number;
  /** Producers thrown away after a failure. */
  producersRebuilt: number;
  /** Consumers thrown away because they crashed or stood still. */
  consumersRebuilt: number;
  /** Events handled, and tries that failed. */
  handled: number;
  failures: number;
  deadLetters: number;
  /** Records that are no events. */
  undecodable: number;
  /** Events and bytes that wait to be acknowledged. */
  pendingEvents: number;
  pendingBytes: number;
  /** Events taken over by groups of this process and not done. */
  inHand: number;
}

export function newStats(): KafkaBusStats {
  return {
    published: 0,
    overloaded: 0,
    timedOut: 0,
    batches: 0,
    resent: 0,
    producersRebuilt: 0,
    consumersRebuilt: 0,
    handled: 0,
    failures: 0,
    deadLetters: 0,
    undecodable: 0,
    pendingEvents: 0,
    pendingBytes: 0,
    inHand: 0,
  };
}
