import { execFile } from 'node:child_process';
import type { Peer } from '#libs/domain';

export interface ClientRun {
  readonly code: number;
  readonly output: string;
}

/** Runs a client of others, with nothing to read; resolves however it ends. */
export function runClient(program: string, args: readonly string[], timeoutMs = 15_000): Promise<ClientRun> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: `${stdout}${stderr}` });
    });
    child.stdin?.end();
  });
}

/** What the door says of who curl is; undefined when it did not get in. */
export async function curlPeer(url: string, ...args: readonly string[]): Promise<Peer | undefined> {
  const { code, output } = await runClient('curl', ['-s', '--max-time', '10', '-d', '', ...args, url]);
  return code === 0 ? (JSON.parse(output) as Peer) : undefined;
}
