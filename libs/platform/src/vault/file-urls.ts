import {
  type Clock,
  type FileTicket,
  MAX_FILE_URL,
  readTicketPath,
  type SignedTicket,
  ticketPath,
  ticketText,
} from '#libs/domain';
import { NoSecretKey, type Vault } from './vault.ts';

const USE = 'URLs of files';
const NO_BASE = 'It is not known where CPEs reach the file server: set MUSTER_FIRMWARE_URL, in every process.';
const PASSWORD_USE = 'passwords of files';

export interface FileUrlOptions {
  /** Where CPEs reach the file server; by default where one in this process listens. */
  readonly url?: string;
  readonly lifetimeMs: number;
}

/** A ticket that gets its time when it is signed. */
export type Unsigned = FileTicket extends infer T ? (T extends FileTicket ? Omit<T, 'expiresAtS'> : never) : never;

export type FileUrl =
  | {
      readonly ok: true;
      readonly url: string;
      /** Empty where no login is asked for. */
      readonly username: string;
      readonly password: string;
      /** From then on it does not work, in milliseconds. */
      readonly expiresAtMs: number;
    }
  | { readonly ok: false; readonly why: string };

/**
 * URLs of files for CPEs. They are made when they are sent and kept nowhere: the signature proves that a path was made here,
 * for this device and command, and how long it works.
 */
export class FileUrls {
  readonly #vault: Vault;
  readonly #clock: Clock;
  readonly #lifetimeMs: number;
  #base: string | undefined;

  constructor(vault: Vault, clock: Clock, { url, lifetimeMs }: FileUrlOptions) {
    this.#vault = vault;
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
    this.#base = url?.replace(/\/+$/, '');
  }

  /** A file server in this process listens there; what is configured goes before it. */
  listensAt(url: string): void {
    this.#base ??= url;
  }

  /** Where CPEs are sent. */
  get base(): string | undefined {
    return this.#base;
  }

  /** Why this process can make no URL for anybody; undefined when it can. */
  get problem(): string | undefined {
    if (this.#base === undefined) return NO_BASE;
    try {
      this.#vault.sign((keyId) => keyId, USE);
      return undefined;
    } catch (error) {
      if (error instanceof NoSecretKey) return error.message;
      throw error;
    }
  }

  /** The time that passes while the CPE waits before it begins (`delayMs`) does not count. */
  make(unsigned: Unsigned, fileName: string, delayMs = 0): FileUrl {
    if (this.#base === undefined) return { ok: false, why: NO_BASE };
    const expiresAtS = Math.ceil((this.#clock.now() + delayMs + this.#lifetimeMs) / 1_000);
    const ticket: FileTicket = { ...unsigned, expiresAtS };
    try {
      const signature = this.#vault.sign((keyId) => ticketText(ticket, keyId), USE);
      const urls = [fileName, 'i'].map((name) => this.#base + ticketPath(ticket, signature, name));
      const url = urls.find(({ length }) => length <= MAX_FILE_URL);
      if (url === undefined) {
        return {
          ok: false,
          why: `The URL would be longer than ${MAX_FILE_URL} characters: shorten MUSTER_FIRMWARE_URL.`,
        };
      }
      const login = this.login(ticket);
      return { ok: true, url, username: '', password: '', ...login, expiresAtMs: expiresAtS * 1_000 };
    } catch (error) {
      if (error instanceof NoSecretKey) return { ok: false, why: error.message };
      throw error;
    }
  }

  /** What a path says, if it was made here; whether its time is over is to be looked at. */
  read(path: string): FileTicket | undefined {
    const signed = readTicketPath(path);
    return signed !== undefined && this.#isOurs(signed) ? signed.ticket : undefined;
  }

  /** What the CPE logs in with: random for anybody else, and of this ticket alone. Undefined where none is asked for. */
  login(ticket: FileTicket): { readonly username: string; readonly password: string } | undefined {
    if (ticket.login === 'none') return undefined;
    const { mac } = this.#vault.sign((keyId) => ticketText(ticket, keyId), PASSWORD_USE);
    return { username: ticket.commandKey, password: mac };
  }

  #isOurs({ ticket, signature }: SignedTicket): boolean {
    return this.#vault.isSigned(ticketText(ticket, signature.keyId), USE, signature);
  }
}
