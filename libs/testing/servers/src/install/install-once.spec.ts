import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installOnce } from './install-once.ts';

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(path.join(tmpdir(), 'install-once-'));
});
afterEach(() => rm(cache, { recursive: true }));

describe('installOnce', () => {
  test('builds once for all who ask at the same time, and not again', async () => {
    let builds = 0;
    const target = path.join(cache, 'thing-1');
    const build = async (folder: string): Promise<void> => {
      builds += 1;
      expect(existsSync(target)).toBe(false);
      await writeFile(path.join(folder, 'program'), 'x');
    };
    await Promise.all([1, 2, 3].map(() => installOnce(target, build)));
    expect(await installOnce(target, build)).toBe(target);
    expect(builds).toBe(1);
    expect(await readdir(target)).toEqual(['program']);
  });

  test('a build that fails leaves nothing behind and can be tried again', async () => {
    const target = path.join(cache, 'thing-1');
    const failing = (): Promise<void> => Promise.reject(new Error('no network'));
    await expect(installOnce(target, failing)).rejects.toThrow('no network');
    expect(await readdir(cache)).toEqual(['thing-1.lock']);
    await installOnce(target, (folder) => writeFile(path.join(folder, 'program'), 'x'));
    expect(await readdir(target)).toEqual(['program']);
  });

  test('what a killed installation has left is removed', async () => {
    await mkdir(path.join(cache, 'thing-1.part-abc'));
    await installOnce(path.join(cache, 'thing-1'), () => Promise.resolve());
    expect((await readdir(cache)).toSorted()).toEqual(['thing-1', 'thing-1.lock']);
  });
});
