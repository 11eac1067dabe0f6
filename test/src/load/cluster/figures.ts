import type { Rounds } from '../measure-sessions.ts';
import type { RunReport } from '../run-sessions.ts';
import { medianInRound } from '../session-tables.ts';
import { BARE } from '../start-bare.ts';
import { medianOf } from '../statistics.ts';
import type { ClusterResults } from './results.ts';

/** CPU time per session of all processes together, in microseconds. */
export function wholeUs({ serverUs, othersUs }: RunReport): number {
  return Object.values(othersUs).reduce((sum, us) => sum + us, serverUs);
}

/** The reports of the fleet with as many known parameters; the name is the table's. */
export function fleetNames(rounds: Rounds): readonly string[] {
  return Object.keys(rounds).filter((name) => name !== BARE);
}

/** What the aims are about, each as one number. */
export interface Figures {
  /** CPU of the gateway per session, as a multiple of the bare server's. */
  readonly gateway: number;
  /** The same of all processes. */
  readonly whole: number;
  /** CPU of the gateway with the fewest known parameters ÷ with the most. */
  readonly parameters: number;
  /** CPU of the gateway with few known devices ÷ with many, each against the bare server of its rounds. */
  readonly devices: number;
  /** POST, at 70 % load, in milliseconds. */
  readonly p99Ms: number;
  /** Rate with a new connection for each POST ÷ rate with one connection. */
  readonly perPost: number;
  /** First contacts per second and core, all roles. */
  readonly firstContacts: number;
  /** Bytes of heap of the gateway per open session whose CPE keeps its connection. */
  readonly sessionBytes: number;
}

export function figures({ keepAlive, perPost, paced, manyKnown, firstContacts, memory }: ClusterResults): Figures {
  const [fewest = '', middle = '', most = ''] = fleetNames(keepAlive);
  const cpu = (rounds: Rounds, name: string, us: (run: RunReport) => number) =>
    medianInRound(rounds[BARE] ?? [], rounds[name] ?? [], (ours, theirs) => us(ours) / us(theirs));
  const serverUs = (run: RunReport) => run.serverUs;
  const rate = (rounds: Rounds) => medianOf(rounds[middle] ?? [], (run) => run.sessionsPerS);
  const contact = firstContacts[Math.floor(firstContacts.length / 2)]?.cpuUs;
  return {
    gateway: cpu(keepAlive, middle, serverUs),
    whole: cpu(keepAlive, middle, wholeUs),
    parameters: cpu(keepAlive, fewest, serverUs) / cpu(keepAlive, most, serverUs),
    devices: cpu(keepAlive, middle, serverUs) / cpu(manyKnown, middle, serverUs),
    p99Ms: paced[middle]?.p99Ms ?? Number.NaN,
    perPost: rate(perPost) / rate(keepAlive),
    firstContacts: contact === undefined ? Number.NaN : 1e6 / (contact.gateway + contact.provisioning),
    sessionBytes: memory.heapPerConnection,
  };
}
