import type { Proof } from './device-access.ts';
import type { Leniency } from './leniency.ts';

/**
 * When a POST of a session has to prove anew who sends it: whoever can read along has the cookie, too. `connection`: on
 * another connection than the session was on. `address`: from another address than it was opened from. NAT changes
 * addresses, and CPEs change connections: neither is refused, but asked.
 */
export const PROVES_AGAIN = ['connection', 'address', 'never'] as const;
export type ProvesAgain = (typeof PROVES_AGAIN)[number];

/** What holds for a model: as for all, unless less is asked of it. */
export function provesAgainFor(allowed: ReadonlySet<Leniency>, forAll: ProvesAgain): ProvesAgain {
  if (forAll === 'never' || allowed.has('again=never')) return 'never';
  return allowed.has('again=address') ? 'address' : forAll;
}

/** Of a POST that is on none of the session's connections. A session that proved nothing has nothing to prove. */
export function hasToProveAgain(
  { proved, network }: { readonly proved?: Proof; readonly network?: string },
  fromNetwork: string,
  when: ProvesAgain,
): boolean {
  if (proved === undefined || proved === 'none' || when === 'never') return false;
  return when === 'connection' || network !== fromNetwork;
}

/** Whether who proved this is whom the session was opened by: a shared login does not go on with what a better one began. */
export function mayGoOn(opened: Proof | undefined, proof: Proof): boolean {
  return proof !== 'none' && (proof !== 'shared' || opened === 'shared');
}
