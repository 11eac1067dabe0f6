import { acsForTests } from '../harness/acs-for-tests.ts';
import { curl } from '../harness/curl.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';

const { acs, api, newCpe } = acsForTests({ MUSTER_CWMP_LOGIN: 'required' });

beforeAll(async () => {
  await api.request('PATCH', '/devices/00D09E-Router-CURL1/access', {
    login: { username: 'a "b" c', password: 'p:w' },
  });
});

const body = () => inform(newCpe('CURL1').identity, { events: ['1 BOOT'] });

/** What curl was answered last. */
async function last(...args: readonly string[]) {
  const { head, body: rest } = await curl(`${acs().cwmpUrl}acs?area=1`, '--data-binary', body(), ...args);
  const all = `${head}\r\n\r\n${rest}`;
  const at = all.lastIndexOf('HTTP/1.1 ');
  return { status: Number(all.slice(at + 9, at + 12)), text: all.slice(at) };
}

test.each([['--digest'], ['--anyauth']])(
  'curl %s logs in, with a name that has quotes and a URL that has a query',
  async (how) => {
    const { status, text } = await last(how, '-u', 'a "b" c:p:w');
    expect([status, text.includes('InformResponse')]).toEqual([200, true]);
  },
);

test('with the wrong password, or with Basic, it does not', async () => {
  expect((await last('--digest', '-u', 'a "b" c:wrong')).status).toBe(401);
  expect((await last('--basic', '-u', 'a "b" c:p:w')).status).toBe(401);
});

test('curl goes on with its session on another connection, and logs in there again', async () => {
  const login = ['--digest', '-u', 'a "b" c:p:w'];
  const { text } = await last(...login);
  const cookie = /^Set-Cookie: ([^;]+)/im.exec(text)?.[1] ?? '';
  const goOn = (...args: readonly string[]) =>
    curl(`${acs().cwmpUrl}acs?area=1`, '--data-binary', '', '-H', `Cookie: ${cookie}`, ...args);
  expect((await goOn()).status).toBe(401);
  expect((await goOn(...login)).body).toContain('GetRPCMethods');
});
