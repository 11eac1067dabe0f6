import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.stop());

const text = async (path: string): Promise<string> => {
  const { status, body } = await api.call('GET', path);
  expect([path, status]).toEqual([path, 200]);
  return body;
};

/** Every file that the page leads to, with what stands in it. */
async function filesOf(path: string, known = new Map<string, string>()): Promise<Map<string, string>> {
  const content = await text(path);
  known.set(path, content);
  const references = [...content.matchAll(/(?:src|href)="(\/rollouts\/[^"]+)"|from '\.\/([^']+)'/g)];
  for (const [, absolute, relative] of references) {
    const next = absolute ?? `/rollouts/${relative}`;
    if (!known.has(next)) await filesOf(next, known);
  }
  return known;
}

test('the page has all that it is made of, and nothing from elsewhere', async () => {
  const files = await filesOf('/rollouts');
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(['/rollouts/style.css', '/rollouts/main.js', '/rollouts/waves.js', '/rollouts/curve.js']),
  );
  for (const [path, content] of files) {
    const elsewhere = content.replaceAll('http://www.w3.org/2000/svg', '').match(/https?:\/\/|@import|url\(/g);
    expect([path, elsewhere]).toEqual([path, null]);
  }
});

test('the page forbids what is inline, and puts texts of rollouts nowhere as markup', async () => {
  const { headers, body } = await api.call('GET', '/rollouts');
  expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe|data:/);
  expect(body).not.toMatch(/<script(?![^>]* src=)|<style|style=|onclick/);
  for (const [path, content] of await filesOf('/rollouts')) {
    const markup = content.match(/(?:innerHTML|outerHTML)\s*=[^=]|insertAdjacentHTML|document\.write|\beval\(/g);
    expect([path, markup]).toEqual([path, null]);
  }
});

test('files are told what they are, and others are not there', async () => {
  const script = await api.call('GET', '/rollouts/main.js');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await api.call('GET', '/rollouts/style.css')).headers.get('content-type')).toBe('text/css; charset=utf-8');
  for (const name of ['style.js', 'main.js.map', '..%2frollouts-page.js', 'nothing.js']) {
    expect([name, (await api.call('GET', `/rollouts/${name}`)).status]).toEqual([name, 404]);
  }
});

test('pages of elsewhere can not have it', async () => {
  const headers = { host: 'evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await api.call('GET', '/rollouts', { headers })).body.code).toBe('forbidden_origin');
});
