/** Last segments of parameters that hold secrets in TR-098, TR-181 and vendor trees: their values are never shown or published. */
const SECRET =
  /(?:password|passwd|pwd|passphrase|presharedkey|psk|wepkey|secret|privatekey|pin|authkey|community|token)$/i;

export function isSecretPath(path: string): boolean {
  return SECRET.test(path);
}
