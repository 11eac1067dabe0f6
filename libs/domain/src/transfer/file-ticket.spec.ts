import type { DeviceId } from '../device/device-id.ts';
import { type FileTicket, MAX_FILE_URL, readTicketPath, ticketPath, ticketText } from './file-ticket.ts';

const image = '0123456789abcdef'.repeat(4);
const signature = { keyId: 'k-_1', mac: 'ABCDEFGHIJKLMNOPQRST-_' };
const fetchTicket: FileTicket = {
  to: 'fetch',
  image,
  deviceId: '00D09E-HG8245%2E1-SIM000001' as DeviceId,
  commandKey: 'M.01KDXQ5T9Q8J7Z6N5M4K3H2G1F',
  expiresAtS: 1_800_000_000,
  login: 'digest',
};
const { image: _, ...rest } = fetchTicket;
const sendTicket: FileTicket = { ...rest, to: 'send', login: 'none' };

test.each([
  ['fetch', fetchTicket],
  ['send', sendTicket],
])('a ticket to %s is read from its path as it was', (_name, ticket) => {
  const path = ticketPath(ticket, signature, 'image-2.0.1.bin');
  expect(readTicketPath(path)).toEqual({ ticket, signature });
  expect(path.length).toBeLessThan(MAX_FILE_URL - 60);
});

test('images of any content are told apart', () => {
  const images = ['f'.repeat(64), '0'.repeat(64), `${'0'.repeat(63)}1`, `8${'0'.repeat(63)}`];
  for (const one of images) {
    const ticket = { ...fetchTicket, image: one };
    expect(readTicketPath(ticketPath(ticket, signature, 'i'))?.ticket).toEqual(ticket);
  }
});

test('every member changes what is signed', () => {
  const others: readonly FileTicket[] = [
    { ...fetchTicket, image: 'f'.repeat(64) },
    { ...fetchTicket, deviceId: '00D09E-SIM000002' as DeviceId },
    { ...fetchTicket, commandKey: 'M.2' },
    { ...fetchTicket, expiresAtS: 1_800_000_001 },
    { ...fetchTicket, login: 'none' },
    { ...sendTicket, login: 'digest' },
  ];
  const texts = new Set([fetchTicket, ...others].map((ticket) => ticketText(ticket, 'k1')));
  texts.add(ticketText(fetchTicket, 'k2'));
  expect(texts.size).toBe(8);
});

test('nothing else is a path of a ticket', () => {
  const path = ticketPath(fetchTicket, signature, 'image.bin');
  const wrong = [
    '/',
    '/f/',
    `${path}/`,
    `${path}/..`,
    `/${path}`,
    `${path}?x=1`,
    path.replace('/f/', '/u/'),
    path.replace('/f/', '/f/../f/'),
    path.replace('image.bin', '../../etc/passwd'),
    path.replace('image.bin', '%2e%2e'),
    path.replace('image.bin', ''),
    path.replace('SIM000001', 'SIM~2E~'),
    // One image, one text: the last character may not say more than four bits.
    path.replace(/(\/[\w-]{42})[\w-]\//, '$1_/'),
    '/f/'.padEnd(5_000, 'a'),
  ];
  expect(wrong.map(readTicketPath).filter((one) => one !== undefined)).toEqual([]);
});
