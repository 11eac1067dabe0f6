import type { ListLimits } from './fields/read-field.ts';
import type { XmlElement } from './xml/element.ts';

/**
 * How one RPC is written and read. `encode…` returns what stands inside the method's element; `decode…` takes that
 * element. Writing follows the schema to the letter (order, every argument present); reading takes what CPEs send.
 * `decode…` throws `CwmpDecodeError('invalid_arguments')`, `encode…` a RangeError for a number that is none.
 */
export interface RpcCodec<Request extends { readonly method: string }, Response extends { readonly method: string }> {
  readonly method: Request['method'];
  encodeRequest(request: Request): string;
  decodeRequest(element: XmlElement, limits: ListLimits): Request;
  encodeResponse(response: Response): string;
  decodeResponse(element: XmlElement, limits: ListLimits): Response;
}
