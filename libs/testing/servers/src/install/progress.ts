import process from 'node:process';

/** Tells the person at the terminal what takes its time. */
export function progress(text: string): void {
  process.stderr.write(`servers: ${text}\n`);
}
