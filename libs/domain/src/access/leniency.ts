import type { DeviceIdentity } from '#libs/cwmp';

/**
 * What answers of real CPEs lack. `no-qop`: no nonce count nor nonce of the client (RFC 2069). `same-count`: one
 * nonce with nc=00000001 for ever. `short-uri`: a `uri` without the query, empty, or the `domain` of the challenge.
 * `again=…`: a login in mid-session, which is then asked for as `ProvesAgain` has it.
 */
export const LENIENCIES = ['no-qop', 'same-count', 'short-uri', 'again=address', 'again=never'] as const;
export type Leniency = (typeof LENIENCIES)[number];

/** For one model, or with an empty product class for all of a maker. */
export interface LeniencyRule {
  readonly oui: string;
  readonly productClass: string;
  readonly allows: readonly Leniency[];
}

/** `OUI=no-qop` or `OUI-ProductClass=no-qop+again=address`; undefined for anything else. */
export function readLeniencyRule(text: string): LeniencyRule | undefined {
  const [, oui = '', productClass = '', words = ''] = /^([\dA-Fa-f]{6})(?:-([^=]+))?=([a-z+=-]+)$/.exec(text) ?? [];
  const allows = words.split('+').map((word) => LENIENCIES.find((known) => known === word));
  if (oui === '' || allows.includes(undefined)) return undefined;
  return { oui: oui.toUpperCase(), productClass, allows: allows.filter((word) => word !== undefined) };
}

const NOTHING: ReadonlySet<Leniency> = new Set();

/** Nothing, for a model that no rule names. */
export function leniencyFor(
  { oui, productClass }: DeviceIdentity,
  rules: readonly LeniencyRule[],
): ReadonlySet<Leniency> {
  if (rules.length === 0) return NOTHING;
  const fitting = rules.filter(
    (rule) => rule.oui === oui.toUpperCase() && (rule.productClass === '' || rule.productClass === productClass),
  );
  return new Set(fitting.flatMap(({ allows }) => allows));
}
