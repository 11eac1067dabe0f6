import { Cpe } from '../cpe.ts';
import { ConnectionRequestServer } from './connection-request-server.ts';
import { digest, parseChallenge } from './digest.ts';

const LOGIN = { username: 'acs', password: 'secret' };

test('a connection request needs the credentials the ACS has set', async () => {
  const asked: Cpe[] = [];
  const server = new ConnectionRequestServer((cpe) => asked.push(cpe));
  const base = await server.listen();
  const cpe = new Cpe({
    firstContact: 'none',
    factoryValues: {
      'ManagementServer.ConnectionRequestUsername': LOGIN.username,
      'ManagementServer.ConnectionRequestPassword': LOGIN.password,
    },
  });
  server.add('/7', cpe);
  const get = (path: string, authorization?: string): Promise<Response> =>
    fetch(base + path, { headers: authorization === undefined ? {} : { authorization } });
  const first = await get('7');
  const challenge = parseChallenge(first.headers.get('www-authenticate') ?? '');
  const answer = (password: string, uri: string): string =>
    digest(challenge, { ...LOGIN, password }, { method: 'GET', uri, count: 1 });
  const statuses = [
    first,
    await get('7', answer('wrong', '/7')),
    await get('7', answer('secret', '/8')),
    await get('8'),
  ].map((each) => each.status);
  expect(statuses).toEqual([401, 401, 401, 404]);
  expect(cpe.outbox.events).toEqual([]);
  expect((await get('7', answer('secret', '/7'))).status).toBe(200);
  expect(cpe.outbox.events).toEqual([{ eventCode: '6 CONNECTION REQUEST', commandKey: '' }]);
  expect(asked).toEqual([cpe]);
  await server.close();
});
