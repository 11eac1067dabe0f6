import { type DeviceId, parseDeviceId } from '../device/device-id.ts';
import { isSha256 } from '../ports/image-store.ts';

/** How a CPE must log in at the file server: some refuse files that are open to everybody. */
export const FILE_LOGINS = ['none', 'basic', 'digest'] as const;
export type FileLogin = (typeof FILE_LOGINS)[number];

interface TicketBase {
  readonly deviceId: DeviceId;
  /** Of the command that the transfer is for. */
  readonly commandKey: string;
  /** From then on it is worth nothing, in whole seconds since the epoch. */
  readonly expiresAtS: number;
  readonly login: FileLogin;
}

/** The right to fetch one image, or to send one file, for one device and one command. */
export type FileTicket =
  | (TicketBase & { readonly to: 'fetch'; readonly image: string })
  | (TicketBase & { readonly to: 'send' });

/** What proves that a ticket is ours. */
export interface TicketSignature {
  /** Which key made it: 4 characters. */
  readonly keyId: string;
  /** 128 bits in base64url: 22 characters. */
  readonly mac: string;
}

/** A path taken apart; nothing of it is believed before its signature was checked. */
export interface SignedTicket {
  readonly ticket: FileTicket;
  readonly signature: TicketSignature;
}

/** Download.URL and Upload.URL are string(256) (cwmp-1-4.xsd). */
export const MAX_FILE_URL = 256;

const LOGIN_LETTERS: Readonly<Record<FileLogin, string>> = { none: 'n', basic: 'b', digest: 'd' };
const FETCH =
  /^\/f\/([\w-]{4})([\w-]{22})([nbd])([0-9a-z]{1,8})\/([\w-]{43})\/([\w.~-]{1,32})\/([\w~-]{1,200})\/([\w.-]{1,64})$/;
const SEND = /^\/u\/([\w-]{4})([\w-]{22})([nbd])([0-9a-z]{1,8})\/([\w.~-]{1,32})\/([\w~-]{1,200})$/;

/** What is signed: every member, so that no two tickets have the same text. */
export function ticketText(ticket: FileTicket, keyId: string): string {
  const { to, deviceId, commandKey, expiresAtS, login } = ticket;
  return JSON.stringify([keyId, to, to === 'fetch' ? ticket.image : '', deviceId, commandKey, expiresAtS, login]);
}

/** The path of a ticket's URL. The name at its end is for CPEs that go by the ending of a file; it proves nothing. */
export function ticketPath(ticket: FileTicket, { keyId, mac }: TicketSignature, fileName: string): string {
  const { deviceId, commandKey, expiresAtS, login } = ticket;
  const head = `${keyId}${mac}${LOGIN_LETTERS[login]}${expiresAtS.toString(36)}`;
  const whose = `${commandKey}/${deviceId.replaceAll('%', '~')}`;
  return ticket.to === 'fetch' ? `/f/${head}/${base64OfHex(ticket.image)}/${whose}/${fileName}` : `/u/${head}/${whose}`;
}

/** Undefined for every path that `ticketPath` does not make. */
export function readTicketPath(path: string): SignedTicket | undefined {
  const fetched = FETCH.exec(path);
  const [, keyId, mac, letter, expires, ...rest] = fetched ?? SEND.exec(path) ?? [];
  const [image, commandKey, device] = fetched ? rest : ['', ...rest];
  if (keyId === undefined || mac === undefined || expires === undefined || commandKey === undefined) return undefined;
  const deviceId = parseDeviceId((device ?? '').replaceAll('~', '%'));
  const login = FILE_LOGINS.find((one) => LOGIN_LETTERS[one] === letter);
  if (deviceId === undefined || login === undefined) return undefined;
  const base = { deviceId, commandKey, expiresAtS: Number.parseInt(expires, 36), login };
  const signature = { keyId, mac };
  if (fetched === null) return { ticket: { to: 'send', ...base }, signature };
  const hex = hexOfBase64(image ?? '');
  return isSha256(hex) ? { ticket: { to: 'fetch', image: hex, ...base }, signature } : undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 64 hexadecimal digits as 43 characters of base64url; the last holds four bits. */
function base64OfHex(hex: string): string {
  let text = '';
  for (let at = 0; at < 258; at += 6) text += ALPHABET.charAt(bitsAt(hex, at));
  return text;
}

/** Six bits of a text of hexadecimal digits; beyond its end they are 0. */
function bitsAt(hex: string, at: number): number {
  const digit = Math.floor(at / 4);
  const twelve = Number.parseInt(hex.slice(digit, digit + 3).padEnd(3, '0'), 16);
  return (twelve >> (12 - 6 - (at % 4))) & 63;
}

function hexOfBase64(text: string): string {
  let hex = '';
  let bits = 0;
  let count = 0;
  for (const character of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffff;
    for (count += 6; count >= 4; count -= 4) hex += ((bits >> (count - 4)) & 15).toString(16);
  }
  // What is left must be nothing, or two texts would stand for one image.
  return (bits & ((1 << count) - 1)) === 0 ? hex : '';
}
