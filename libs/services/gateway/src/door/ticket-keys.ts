import type { Vault } from '#libs/platform';

const BYTES = 48;

/**
 * The key of the tickets that TLS sessions are resumed by: the same at every gateway that has the same keys, trusts the
 * same CAs and has them in the same use. Undefined without keys: then Node makes one, for this process alone.
 */
export function ticketKeys(vault: Vault, period: number, use: string, trust: string): Buffer | undefined {
  return vault.keyFor(`tickets of TLS sessions ${period} ${use} ${trust}`, BYTES);
}
