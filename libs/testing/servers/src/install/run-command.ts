import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { lastLines } from '../process/last-lines.ts';

const execute = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Runs a program to its end and returns what it printed; throws with its last lines when it fails. */
export async function runCommand(command: string, args: readonly string[], cwd?: string): Promise<string> {
  try {
    const options = { maxBuffer: MAX_OUTPUT_BYTES, ...(cwd === undefined ? {} : { cwd }) };
    return (await execute(command, [...args], options)).stdout;
  } catch (error) {
    throw new Error(`\`${command} ${args[0] ?? ''}\` failed: ${reasonOf(error)}`, { cause: error });
  }
}

/** The path of a program, or undefined when it is not installed. */
export async function findCommand(name: string): Promise<string | undefined> {
  try {
    return (await execute('sh', ['-c', 'command -v "$1"', 'sh', name])).stdout.trim();
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const { stdout = '', stderr = '', message = '' } = error as { stdout?: string; stderr?: string; message?: string };
  return lastLines(`${stdout}\n${stderr}`) || message;
}
