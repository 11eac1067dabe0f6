import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { type Operation, operationOf } from '#libs/api-contract';
import { type AuditLink, plainAddress } from '#libs/domain';
import type { Logger, RecordAudit, Vault } from '#libs/platform';
import type { HttpReply, HttpRequest } from './http-message.ts';
import { isLocalRequest } from './local-access.ts';

/** Of operations that are no GET: these change nothing, or are the middle of something that has a beginning and an end. */
const PASSED_OVER: ReadonlySet<Operation> = new Set([
  'checkProfile',
  'previewDevice',
  'previewProfile',
  'previewRollout',
  'continueUpload',
]);

const MAX_AUTHOR = 200;

/** Writes down what is asked for before it is done: what can't be written down is not done. */
export class AuditGuard implements CanActivate {
  constructor(
    private readonly audit: RecordAudit,
    private readonly vault: Vault,
    private readonly logger: Logger,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const path = request.url.split('?', 1)[0] ?? '';
    const what = request.method === 'GET' ? undefined : operationOf(request.method, path);
    // Requests of elsewhere are refused behind this, and must not fill the log.
    if (what === undefined || PASSED_OVER.has(what) || !isLocalRequest(request.headers)) return true;
    const from = plainAddress(request.ip);
    const asked = await this.audit.record({
      who: authorOf(request),
      from,
      what,
      subject: path,
      detail: this.body(request),
    });
    const reply = context.switchToHttp().getResponse<HttpReply>();
    reply.raw.once('finish', () => this.noteRefusal(asked, reply.raw.statusCode));
    return true;
  }

  private noteRefusal({ number, who, from, subject }: AuditLink, status: number): void {
    if (status < 400) return;
    const detail = { link: String(number), status: String(status) };
    this.audit.record({ who, from, what: 'refused', subject, detail }).catch((err: unknown) => {
      this.logger.error({ err, link: number }, 'that a change was refused is not in the audit log');
    });
  }

  /** What came may hold secrets: a mark tells whether somebody's copy of it is the same. */
  private body({ body }: HttpRequest): Readonly<Record<string, string>> {
    // What comes as a stream is read by who asked for it.
    if (!isPlain(body)) return {};
    const text = jsonOf(body);
    return text === undefined ? {} : { body: this.vault.mark(text, 'fleet', '$audit') };
  }
}

/** Undefined for what is nested too deeply to be written again, and is refused behind this. */
function jsonOf(body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isPlain(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;
}

/** Nobody is asked who he is yet: it is what he says. */
function authorOf({ body }: HttpRequest): string {
  if (!isPlain(body)) return '';
  const { author, by } = body as { readonly author?: unknown; readonly by?: unknown };
  const name = author ?? by;
  return typeof name === 'string' ? name.slice(0, MAX_AUTHOR) : '';
}
