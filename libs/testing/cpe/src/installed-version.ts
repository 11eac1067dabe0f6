import type { Transfer } from './transfer-queue.ts';

const VERSION = /\d+(?:\.\d+)+/;

/**
 * The version a firmware image brings: what the file's name says (`SimGw-2.4.1.bin` → `2.4.1`), else the running one
 * with its last number raised.
 */
export function installedVersion({ request }: Transfer, running: string): string {
  const targetFileName = request.method === 'Upload' ? '' : request.targetFileName;
  const path = URL.parse(request.url)?.pathname ?? '';
  const named = VERSION.exec(targetFileName)?.[0] ?? VERSION.exec(path.slice(path.lastIndexOf('/')))?.[0];
  return named ?? running.replace(/\d+$/, (last) => String(Number(last) + 1));
}
