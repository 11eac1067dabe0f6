import type { z } from 'zod';
import type { ProblemCode } from './problem-codes.ts';

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

export interface RouteResponse {
  readonly description: string;
  /** Of a JSON body. */
  readonly schema?: z.ZodType;
  /** Of each line of a body of NDJSON. */
  readonly lines?: z.ZodType;
  /** Content type of a body that is neither. */
  readonly contentType?: string;
  /** Name to meaning. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One row of the route table: what the API reference, the checks of requests and the tests are made from. */
export interface Route {
  readonly method: HttpMethod;
  /** With its parameters in braces. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Names in lower case. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Of each line of a body of NDJSON, which the controller reads as it comes. */
  readonly lines?: z.ZodType;
  /** Content type of a body that is a file, which the controller reads as it comes. */
  readonly bytes?: string;
  readonly responses: Readonly<Record<number, RouteResponse>>;
  readonly problems: readonly ProblemCode[];
}
