import { listeningUrl } from './listening-url.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:8080'],
  ['0.0.0.0', 'http://localhost:8080'],
  ['::', 'http://localhost:8080'],
  ['::1', 'http://[::1]:8080'],
])('a server on %s is reached at %s', (host, url) => {
  expect(listeningUrl({ address: host, family: 'IPv4', port: 8080 }, host)).toBe(url);
});
