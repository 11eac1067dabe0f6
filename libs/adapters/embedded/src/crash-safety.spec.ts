import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { openEmbedded } from './open-embedded.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** Runs the writer until it has acknowledged so much, then kills it; returns all it has acknowledged. */
async function writeUntilKilled(folder: string, acknowledgements: number): Promise<readonly string[]> {
  const script = join(import.meta.dirname, 'testing', 'crash-writer.js');
  const writer = spawn(process.execPath, [script, '--folder', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acknowledged: string[] = [];
  // A line that the kill cut off has no end and was not said.
  const lines = createInterface({ input: writer.stdout });
  lines.on('line', (line) => {
    acknowledged.push(line);
    if (acknowledged.length === acknowledgements) writer.kill('SIGKILL');
  });
  await once(lines, 'close');
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit');
  expect(writer.signalCode).toBe('SIGKILL');
  return acknowledged;
}

test('what was acknowledged before a process was killed is there afterwards, five times in a row', async () => {
  const folder = temporaryFolder();
  const acknowledged: string[] = [];
  for (let round = 0; round < 5; round++) {
    acknowledged.push(...(await writeUntilKilled(folder.path, 1 + Math.floor(Math.random() * 5_000))));
    // The lock died with the process, so opening must work at once.
    const { close, commandStore } = await openEmbedded({ dataDir: folder.path });
    const db = new DatabaseSync(join(folder.path, 'muster.db'), { readOnly: true });
    expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    const events = new Set(
      db
        .prepare('SELECT id FROM events')
        .all()
        .map(({ id }) => id),
    );
    for (const line of acknowledged) {
      const [kind, id = ''] = line.split(' ');
      const found = kind === 'event' ? events.has(id) : (await commandStore.get(id)) !== undefined;
      if (!found) throw new Error(`Acknowledged and gone: ${line}`);
    }
    db.close();
    await close();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(5);
  folder.remove();
}, 120_000);
