const DEADLINE_MS = 20_000;
const LOOK_EVERY_MS = 5;

/** Looks again until the condition holds: for what an adapter does in its own time and reports nowhere. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
