import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { aDevice, pathOf } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

const device = aDevice('X1');
let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
  await api.save(device);
});
afterAll(() => api.stop());

const commands = () => `${pathOf(device)}/commands`;

describe('a problem document', () => {
  test.each([
    ['an unknown path', 'GET', '/api/v1/nothing', 404, 'not_found'],
    ['an unknown path outside of the API', 'GET', '/wp-login.php', 404, 'not_found'],
    ['a method that a path does not take', 'PUT', '/api/v1/devices', 405, 'method_not_allowed'],
  ])('answers %s', async (_, method, path, status, code) => {
    const { body } = await api.call(method, path);
    expect(body).toMatchObject({ status, code, type: `/api/problems/${code}`, instance: path });
  });

  test('names the methods that a path takes', async () => {
    expect((await api.call('DELETE', commands())).headers.get('allow')).toBe('GET, POST');
  });

  test.each([
    ['{"kind":', 400, 'malformed_json'],
    ['', 400, 'malformed_json'],
    ['{"kind":"reboot","__proto__":{"x":1}}', 400, 'malformed_json'],
    ['null', 422, 'invalid_request'],
    ['[]', 422, 'invalid_request'],
    [`{"kind":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 422, 'invalid_request'],
    [JSON.stringify({ kind: 'x'.repeat(1 << 20) }), 413, 'body_too_large'],
  ])('answers the body %.30j', async (body, status, code) => {
    const answer = await api.call('POST', commands(), { body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  // What a web page can make its visitor's browser send without asking.
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'answers a body of %s',
    async (contentType) => {
      const answer = await api.call('POST', commands(), {
        body: 'kind=reboot',
        headers: { 'content-type': contentType },
      });
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  test('leads to a page that explains it', async () => {
    const { body } = await api.call('GET', '/api/v1/devices/00D09E-nobody');
    const page = await api.call('GET', body.type);
    expect(page.body).toContain('There is no such device');
    expect((await api.call('GET', '/api/problems/constructor')).status).toBe(404);
  });

  test('of an error of ours says nothing of the inside, but where to look', async () => {
    const broken = await runApi();
    Object.defineProperty(broken.adapters.deviceStore, 'get', {
      value: () => Promise.reject(new Error('secret inside')),
    });
    const { status, body } = await broken.call('GET', pathOf(device));
    await broken.stop();
    expect([status, body.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(body)).not.toContain('secret inside');
    const logged = broken.logLines.filter((line) => line.includes(body.errorId));
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('secret inside');
  });
});

describe('a request of elsewhere', () => {
  /** As fetch, but with headers that it does not let one set. */
  async function get(headers: http.OutgoingHttpHeaders): Promise<{ readonly status: number; readonly body: string }> {
    const request = http.get(`${api.url}/api/v1/devices`, { headers });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    return { status: response.statusCode ?? 0, body: await text(response) };
  }

  test.each([
    ['a name that was pointed at this machine', { host: 'evil.example' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page without origin', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused: %s', async (_, headers) => {
    const { status, body } = await get(headers);
    expect([status, JSON.parse(body).code]).toEqual([403, 'forbidden_origin']);
  });

  test.each([
    [{ host: 'localhost:1234' }],
    [{ host: '[::1]' }],
    [{ host: '127.0.0.1:80', origin: 'http://127.0.0.1:80' }],
  ])('is not one of this machine: %j', async (headers) => {
    expect((await get(headers)).status).toBe(200);
  });
});

describe('the documentation', () => {
  test('is a page that loads nothing from elsewhere', async () => {
    const { body, headers } = await api.call('GET', '/api/docs');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect((await fetch(api.url + file)).status).toBe(200);
  });

  test('is what the front page leads to', async () => {
    const { status, headers } = await api.call('GET', '/');
    expect([status, headers.get('location')]).toEqual([302, '/api/docs']);
  });

  test('is an OpenAPI document that names what can be filtered by', async () => {
    const { body } = await api.call('GET', '/api/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    expect(body.paths['/api/v1/devices'].get.description).toContain('`identity.serialNumber`');
  });

  test.each(['package.json', '..%2Fpackage.json', '__proto__', 'swagger-ui-bundle.js.map'])(
    'has no file %s',
    async (file) => {
      expect((await api.call('GET', `/api/docs/${file}`)).status).toBe(404);
    },
  );
});

test.each(['0.0.0.0', '::', '192.0.2.1'])('the API does not listen on %s, open to everybody', async (host) => {
  await expect(runApi({ settings: { MUSTER_HTTP_HOST: host } })).rejects.toThrow('MUSTER_HTTP_HOST');
});
