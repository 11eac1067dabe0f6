/** What jest's global setup leaves to its global teardown, which runs in the same process. */
export const running: { servers?: { stop(): Promise<void> } } = {};
