import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** The part of Fastify's request that this service reads. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  /** The address it came from. */
  readonly ip: string;
}

/** The part of Fastify's reply that this service uses. */
export interface HttpReply {
  readonly raw: ServerResponse;
  status(code: number): HttpReply;
  header(name: string, value: string): HttpReply;
  send(body: unknown): unknown;
  /** From now on the raw response is ours. */
  hijack(): unknown;
}

/** Aborts when the client is gone. */
export function goneSignal(reply: HttpReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  if (reply.raw.destroyed) controller.abort();
  return controller.signal;
}
