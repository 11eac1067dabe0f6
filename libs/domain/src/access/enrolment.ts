import type { Proof } from './device-access.ts';
import { isInNetworks, type Network } from './network.ts';

export const ENROLMENT_VERDICTS = ['accept', 'quarantine', 'refuse'] as const;
export type EnrolmentVerdict = (typeof ENROLMENT_VERDICTS)[number];

/** One rule: every condition that is there must hold. */
export interface EnrolmentRule {
  readonly verdict: EnrolmentVerdict;
  readonly ouis?: readonly string[];
  readonly networks?: readonly Network[];
  readonly proofs?: readonly Proof[];
  /** An operator has declared the device. */
  readonly declared?: true;
}

/** What there is to go by for a device that is not known. */
export interface UnknownDevice {
  readonly oui: string;
  /** Undefined when it is not known where it comes from. */
  readonly address?: string;
  readonly proof: Proof;
  readonly declared: boolean;
}

/** The first rule that fits; a newcomer that none fits waits for an operator. */
export function enrol(newcomer: UnknownDevice, rules: readonly EnrolmentRule[]): EnrolmentVerdict {
  return rules.find((rule) => fits(rule, newcomer))?.verdict ?? 'quarantine';
}

/** Whether it matters if a device was declared: finding out costs a look into a store. */
export function asksForDeclared(rules: readonly EnrolmentRule[]): boolean {
  return rules.some(({ declared }) => declared);
}

/** Whether everybody is let in, whatever it is: then nobody needs to be looked at. */
export function acceptsAll([first]: readonly EnrolmentRule[]): boolean {
  return first?.verdict === 'accept' && Object.keys(first).length === 1;
}

function fits({ ouis, networks, proofs, declared }: EnrolmentRule, newcomer: UnknownDevice): boolean {
  if (ouis && !ouis.includes(newcomer.oui.toUpperCase())) return false;
  if (proofs && !proofs.includes(newcomer.proof)) return false;
  if (declared && !newcomer.declared) return false;
  if (networks === undefined) return true;
  const { address } = newcomer;
  return address !== undefined && isInNetworks(address, networks);
}
