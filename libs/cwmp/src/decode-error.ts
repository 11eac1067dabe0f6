import type { CwmpNamespace } from './version.ts';

/**
 * Why an envelope was refused. `malformed_xml`, `doctype`, `limit`, `not_soap`: no usable envelope (HTTP 400).
 * `must_understand`: a header block we do not know insists (SOAP 1.1 §4.4). `invalid_arguments`: an envelope whose
 * message breaks the schema (ACS fault 8003).
 */
export type DecodeErrorCode =
  | 'malformed_xml'
  | 'doctype'
  | 'limit'
  | 'not_soap'
  | 'must_understand'
  | 'invalid_arguments';

/** What was already known when decoding failed, so that a fault can still be addressed to its request. */
export interface DecodeContext {
  readonly id?: string;
  readonly namespace?: CwmpNamespace;
  readonly method?: string;
}

/** An envelope that could not be decoded. */
export class CwmpDecodeError extends Error {
  override readonly name = 'CwmpDecodeError';
  readonly code: DecodeErrorCode;
  // `declare`: a property that is not known must not exist, so that a spread does not carry it along.
  declare readonly id?: string;
  declare readonly namespace?: CwmpNamespace;
  declare readonly method?: string;

  constructor(code: DecodeErrorCode, message: string, context: DecodeContext = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    if (context.id !== undefined) this.id = context.id;
    if (context.namespace !== undefined) this.namespace = context.namespace;
    if (context.method !== undefined) this.method = context.method;
  }
}

/** Runs `decode`; a CwmpDecodeError it throws gets `context` added. */
export function inContext<T>(context: DecodeContext, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof CwmpDecodeError)) throw error;
    throw new CwmpDecodeError(error.code, error.message, { ...context, ...contextOf(error) }, error.cause);
  }
}

function contextOf(error: CwmpDecodeError): DecodeContext {
  return {
    ...(error.id === undefined ? {} : { id: error.id }),
    ...(error.namespace === undefined ? {} : { namespace: error.namespace }),
    ...(error.method === undefined ? {} : { method: error.method }),
  };
}
