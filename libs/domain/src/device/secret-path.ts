/** Last segments of parameters that hold secrets in TR-098, TR-181 and vendor trees: their values are never shown or published. */
const SECRET = /(?:password|passphrase|presharedkey|wepkey|secret|privatekey|pin|authkey|community)$/i;

export function isSecretPath(path: string): boolean {
  return SECRET.test(path);
}
