import type { HttpRequest } from './http-message.ts';
import { ProblemError } from './problem-error.ts';

/** The body of a request that is a file, as it comes. Throws a ProblemError for another one. */
export function readBytes({ headers, body }: HttpRequest): AsyncIterable<Uint8Array> {
  // A form can be sent from any web page without asking first; this type cannot.
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/octet-stream') {
    throw new ProblemError(
      'unsupported_media_type',
      'Send the file as it is, as Content-Type: application/octet-stream.',
    );
  }
  return untilBroken(body as AsyncIterable<Uint8Array>);
}

/** A client that goes away is no fault of ours, and there is nobody left to tell. */
async function* untilBroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw new ProblemError('bad_request', 'The connection broke before the end of the body.');
  }
}
