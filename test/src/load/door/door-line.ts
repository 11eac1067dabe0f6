import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { emptyPost, informPost, loggedIn } from '../post-bytes.ts';
import { type Answer, readAnswer } from '../read-answer.ts';
import { DigestAnswers } from './digest-answers.ts';
import type { DoorOrder } from './door-order.ts';

/** One CPE after the other, each with a session as the order wants it. */
export class DoorLine {
  readonly #order: DoorOrder;
  readonly #posts: readonly Buffer[];
  readonly #tls: ConnectionOptions;
  readonly #answers: DigestAnswers | undefined;
  #isAsked = false;
  #socket: Socket | undefined;
  #session: Buffer | undefined;
  #next = 0;
  sessions = 0;
  /** Connections made, and those of them that were resumed. */
  made = 0;
  resumed = 0;

  constructor(line: number, informs: readonly string[], order: DoorOrder) {
    const { port, way, login, connections, ca, certificates } = order;
    // Each CPE has one line, so that it never has two sessions at once.
    const own = informs.filter((_inform, index) => index % connections === line);
    this.#order = order;
    this.#posts = own.slice(0, way.certificate ? 1 : undefined).map((xml) => informPost(xml, port, 'keepAlive'));
    this.#tls = { ca, ...(way.certificate ? certificates[line] : {}), servername: 'localhost' };
    this.#answers = way.login && new DigestAnswers(login, way.login);
  }

  /** Throws when it is not as a settled session goes. */
  async session(): Promise<void> {
    const socket = this.#socket ?? (await this.#connect());
    this.#socket = this.#order.way.keep ? socket : undefined;
    const inform = this.#posts[this.#next++ % this.#posts.length] ?? Buffer.alloc(0);
    const { status, cookie = '' } = await this.#inform(socket, inform);
    if (status !== 200) throw new Error(`An Inform was answered with ${status}.`);
    const last = await ask(socket, emptyPost(cookie, this.#order.port, 'keepAlive'));
    if (last.status !== 204) throw new Error(`A session was not settled: ${last.status}.`);
    if (!this.#order.way.keep) socket.destroy();
    this.sessions++;
  }

  close(): void {
    this.#socket?.destroy();
  }

  async #inform(socket: Socket, inform: Buffer): Promise<Answer> {
    const answers = this.#answers;
    if (answers === undefined) return ask(socket, inform);
    if (!this.#isAsked || this.#order.way.login?.asked) {
      const { nonce } = await ask(socket, inform);
      if (nonce === undefined) throw new Error('A CPE was not asked to log in.');
      answers.take(nonce);
      this.#isAsked = true;
    }
    return ask(socket, loggedIn(inform, answers.next()));
  }

  async #connect(): Promise<Socket> {
    const { port, way } = this.#order;
    const at = { host: '127.0.0.1', port };
    if (!way.tls) return opened(connect({ ...at, noDelay: true }), 'connect');
    const session = way.resume && this.#session !== undefined ? { session: this.#session } : {};
    const socket = connectTls({ ...at, ...this.#tls, ...session });
    socket.on('session', (given: Buffer) => {
      this.#session = given;
    });
    await opened(socket, 'secureConnect');
    socket.setNoDelay(true);
    this.made++;
    if ((socket as TLSSocket).isSessionReused()) this.resumed++;
    return socket;
  }
}

function opened(socket: Socket, event: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once(event, () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

function ask(socket: Socket, bytes: Buffer | string): Promise<Answer> {
  let received = '';
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error('The server closed a connection.'));
    const onData = (chunk: Buffer) => {
      received += chunk.toString('latin1');
      const answer = readAnswer(received);
      if (answer === undefined) return;
      socket.off('data', onData);
      socket.off('close', onClose);
      resolve(answer);
    };
    socket.on('data', onData);
    socket.once('close', onClose);
    socket.write(bytes, 'latin1');
  });
}
