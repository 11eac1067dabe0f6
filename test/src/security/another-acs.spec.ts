import { acsForTests } from '../harness/acs-for-tests.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';

const PATH = 'Device.ManagementServer.URL';
/** With a slip of the hand in it. */
const ELSEWHERE = 'https://acs.exmaple.net/';
const PROFILE = { priority: 1, selector: { tags: 'moved' }, entries: [{ path: PATH, value: ELSEWHERE }] };

describe.each([
  ['with its defence', { MUSTER_API_ACS_HOSTS: 'acs.example.net' }, false],
  ['with every host allowed that is named', { MUSTER_API_ACS_HOSTS: 'acs.example.net,acs.exmaple.net' }, true],
])('an operator sends devices to another ACS by mistake (27): %s', (_, settings, works) => {
  const { api, knownCpe } = acsForTests({ MUSTER_SHUTDOWN_TIMEOUT_MS: '150', ...settings });
  const refused = '"code":"acs_url_not_confirmed"';

  test.each([
    ['a command', { kind: 'set', values: [{ name: PATH, value: ELSEWHERE, type: 'string' }] }],
    [
      'an RPC',
      {
        kind: 'rpc',
        request: {
          method: 'SetParameterValues',
          parameterList: [{ name: PATH, value: ELSEWHERE, type: 'string' }],
          parameterKey: '',
        },
      },
    ],
  ])('%s does', async (what, command) => {
    const cpe = await knownCpe(what.replace(/\W/g, '_'));
    cpe.tree.put(PATH, 'https://acs.example.net/');
    const refusal = await api.queue(cpe.deviceId, command).then(() => '', String);
    expect(refusal.includes(refused)).toBe(!works);
    await runSession(cpe);
    expect(cpe.tree.read([PATH])?.[0]?.[1] === ELSEWHERE).toBe(works);
  });

  test('a profile does', async () => {
    const refusal = await api.publish('moved', PROFILE).then(() => '', String);
    expect(refusal.includes(refused)).toBe(!works);
    // It is said what to do.
    if (!works) expect(refusal).toContain(`send the same again with \\"confirmAcsUrl\\": \\"${ELSEWHERE}`);
  });

  test('what is said twice is meant', async () => {
    const cpe = await knownCpe('MEANT');
    const values = [{ name: PATH, value: ELSEWHERE, type: 'string' }];
    const { state } = await api.queue(cpe.deviceId, { kind: 'set', values, confirmAcsUrl: ELSEWHERE });
    expect(state).toBe('queued');
    await api.request('POST', '/profiles/meant/revisions', { document: PROFILE, confirmAcsUrl: ELSEWHERE });
  });
});
