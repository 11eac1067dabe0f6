/**
 * After so long without a write the state of a device is garbage: far beyond any timeout, so that it decides nothing. Whoever
 * ends sessions in time leaves none to it; a command that is lost with it is made ready again at the next Inform.
 */
export const KEEP_MS = 7 * 24 * 3_600_000;
