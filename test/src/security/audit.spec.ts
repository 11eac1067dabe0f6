import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ApiClient } from '../harness/api-client.ts';
import { informAs } from '../harness/digest-login.ts';
import { eventually } from '../harness/eventually.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { type AcsProcess, PROJECT_ROOT, spawnAcs } from '../harness/spawn-acs.ts';
import { startAcs } from '../harness/start-acs.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'muster-audit-'));
let acs: AcsProcess;
const api = new ApiClient(() => acs.httpUrl);

beforeAll(async () => {
  acs = await spawnAcs(folder, { MUSTER_LOG_LEVEL: 'info' });
});
afterAll(async () => {
  await acs.kill();
  rmSync(folder, { recursive: true });
});

interface Link {
  readonly what: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, string>>;
}

test('who fails to log in as a device is in the log', async () => {
  const asked = await startAcs({ MUSTER_CWMP_LOGIN: 'required' });
  const client = new ApiClient(() => asked.httpUrl);
  const cpe = new ScriptedCpe(() => asked.cwmpUrl, 'AUDITED');
  await client.request('PATCH', `/devices/${cpe.deviceId}/access`, { login: { password: 'its own' } });
  const body = inform(cpe.identity, { events: ['1 BOOT'] });
  const { status } = await informAs(cpe, body, { username: cpe.deviceId, password: 'a guess' });
  expect(status).toBe(401);
  const told = await eventually('the failure is in the audit log', async () => {
    const { links } = await client.request<{ readonly links: readonly Link[] }>('GET', '/audit');
    return links.find(({ what }) => what === 'security.login.failed');
  });
  expect(told).toMatchObject({ subject: cpe.deviceId, from: '127.0.0.1', detail: { reason: 'wrong_login' } });
  cpe.close();
  await asked.stop();
});

function verify(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const cli = path.join(PROJECT_ROOT, 'dist/libs/platform/src/vault/audit-cli.js');
  const env = { ...process.env, MUSTER_DATA_DIR: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'verify', '--url', acs.httpUrl, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, text: stdout + stderr });
    });
  });
}

/** What somebody does who has the file, while the ACS is down. */
async function tamper(work: (db: DatabaseSync) => void): Promise<void> {
  await acs.terminate();
  const db = new DatabaseSync(path.join(folder, 'muster.db'));
  work(db);
  db.close();
  acs = await spawnAcs(folder);
}

test('the command finds what was changed in the file, and what was cut off (22)', async () => {
  for (let n = 1; n <= 5; n++) await api.request('PUT', `/declarations/00D09E-Router-${n}`, { tags: [`t${n}`] });
  const before = await verify();
  expect(before).toMatchObject({ code: 0, text: expect.stringMatching(/^All 5 links hold\. The newest: 5:\S+\n$/) });
  const newest = /5:\S+/.exec(before.text)?.[0] ?? '';

  await tamper((db) => {
    expect(() => db.exec("UPDATE audit SET document = '{}' WHERE number = 3")).toThrow('not changed');
    expect(() => db.exec('DELETE FROM audit')).toThrow('not removed');
    db.exec('DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed');
    db.exec('DELETE FROM audit WHERE number = 5');
  });
  expect((await verify()).code).toBe(0);
  expect(await verify('--expect', newest)).toMatchObject({
    code: 1,
    text: expect.stringContaining('link 5 is not among them'),
  });

  await tamper((db) => {
    db.exec("UPDATE audit SET document = json_set(document, '$.subject', '/api/v1/devices/another') WHERE number = 3");
  });
  expect(await verify()).toMatchObject({ code: 1, text: expect.stringMatching(/^Link 3 is not as it was written/) });
});
