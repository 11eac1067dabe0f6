import { type ArgumentsHost, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Logger } from '#libs/platform';
import type { Entropy } from './entropy.ts';
import { explainError } from './explain-error.ts';
import type { HttpReply, HttpRequest } from './http-message.ts';

/** Answers every error, also those of the framework, with a problem document (RFC 9457). */
export class ProblemFilter implements ExceptionFilter {
  readonly #entropy: Entropy;
  readonly #logger: Logger;

  constructor(entropy: Entropy, logger: Logger) {
    this.#entropy = entropy;
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const reply = host.switchToHttp().getResponse<HttpReply>();
    const errorId = Buffer.from(this.#entropy.bytes(8)).toString('hex');
    const framework =
      error instanceof HttpException ? { status: error.getStatus(), message: error.message } : undefined;
    const { problem, headers, unexpected } = explainError(error, request, errorId, framework);
    if (unexpected) {
      this.#logger.error({ err: error, errorId, method: request.method, path: problem.instance }, 'request failed');
    }
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    for (const [name, value] of Object.entries(headers)) reply.header(name, value);
    reply.status(problem.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
  }
}
