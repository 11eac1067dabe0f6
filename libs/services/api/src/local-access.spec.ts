import { isLocalRequest, whyNotListen } from './local-access.ts';

test.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('%s is this machine alone', (host) => {
  expect(whyNotListen(host)).toBeUndefined();
});

test.each(['0.0.0.0', '::', '192.168.1.1', 'localhost.evil.example', '127.0.0.1.evil.example'])(
  '%s is open to others, and the refusal names the setting',
  (host) => {
    expect(whyNotListen(host)).toContain(`MUSTER_HTTP_HOST is ${host}`);
  },
);

test.each([
  [{ host: 'localhost:8080' }, true],
  [{ host: '[::1]:8080' }, true],
  [{ host: '127.0.0.1', origin: 'http://127.0.0.1' }, true],
  [{ host: 'localhost:8080', 'sec-fetch-site': 'same-origin' }, true],
  [{}, false],
  [{ host: 'evil.example' }, false],
  [{ host: 'localhost.evil.example:8080' }, false],
  [{ host: 'localhost:8080', origin: 'http://localhost:3000' }, false],
  [{ host: 'localhost:8080', origin: 'null' }, false],
  [{ host: 'localhost:8080', 'sec-fetch-site': 'cross-site' }, false],
])('%j is a local request: %s', (headers, local) => {
  expect(isLocalRequest(headers)).toBe(local);
});
