/** Kept by hand: where the time goes, and what was tried. Whoever changes the hot path writes here what came of it. */
export const FINDINGS = `### Where the gateway's time goes`;
