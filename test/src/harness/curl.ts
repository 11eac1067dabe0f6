import { execFile } from 'node:child_process';

export interface CurlResult {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** curl, a client that is none of ours. */
export function curl(url: string, ...args: readonly string[]): Promise<CurlResult> {
  return new Promise((resolve, reject) => {
    execFile('curl', ['-s', '-i', '--max-time', '20', ...args, url], (error, stdout) => {
      if (error && typeof error.code !== 'number') {
        reject(error);
        return;
      }
      const end = stdout.indexOf('\r\n\r\n');
      const head = end < 0 ? '' : stdout.slice(0, end);
      resolve({ status: Number(head.slice(9, 12)), head, body: end < 0 ? '' : stdout.slice(end + 4) });
    });
  });
}
