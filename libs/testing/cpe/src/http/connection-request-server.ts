import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cpe } from '../cpe.ts';
import { parseChallenge } from './digest.ts';

/** Takes connection requests (TR-069 §3.2.2) for many devices on one port, a path for each. */
export class ConnectionRequestServer {
  readonly #server: Server;
  readonly #cpes = new Map<string, Cpe>();
  readonly #nonce = randomBytes(16).toString('hex');
  readonly #onRequest: (cpe: Cpe) => void;

  /** `onRequest` is called after the device has taken note of the request. */
  constructor(onRequest: (cpe: Cpe) => void) {
    this.#onRequest = onRequest;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  /** Listens; port 0 picks a free one. The result is the base of all connection request URLs. */
  async listen(port = 0, host = '127.0.0.1'): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    return `http://${host}:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Serves a device under this path; its ConnectionRequestURL is for the caller to set. */
  add(path: string, cpe: Cpe): void {
    this.#cpes.set(path, cpe);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const cpe = this.#cpes.get(request.url ?? '');
    response.setHeader('Content-Length', 0);
    if (!cpe || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    if (!this.#isAuthorized(cpe, request)) {
      const challenge = `Digest realm="${cpe.identity.serialNumber}", qop="auth", algorithm=MD5, nonce="${this.#nonce}"`;
      response.writeHead(401, { 'WWW-Authenticate': challenge }).end();
      return;
    }
    response.writeHead(200).end();
    cpe.requestConnection();
    this.#onRequest(cpe);
  }

  /** Without a user name set by the ACS nobody can be told from anybody: such a device answers every request. */
  #isAuthorized(cpe: Cpe, request: IncomingMessage): boolean {
    const read = (name: string): string =>
      cpe.tree.value(`${cpe.tree.model.root}ManagementServer.ConnectionRequest${name}`) ?? '';
    if (read('Username') === '') return true;
    const { scheme, parameters } = parseChallenge(request.headers.authorization ?? '');
    const given = (name: string): string => parameters.get(name) ?? '';
    if (scheme !== 'digest' || given('username') !== read('Username') || given('nonce') !== this.#nonce) return false;
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const ha1 = md5(`${read('Username')}:${cpe.identity.serialNumber}:${read('Password')}`);
    const ha2 = md5(`GET:${given('uri')}`);
    const proof = md5(`${ha1}:${this.#nonce}:${given('nc')}:${given('cnonce')}:${given('qop')}:${ha2}`);
    const offered = Buffer.from(given('response'));
    return (
      given('uri') === request.url && offered.length === proof.length && timingSafeEqual(offered, Buffer.from(proof))
    );
  }
}
