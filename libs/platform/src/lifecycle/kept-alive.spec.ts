import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const file = path.join(import.meta.dirname, 'kept-alive.js');
const run = (program: string) =>
  promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { keptAlive } from '${file}'; const wait = new Promise((resolve) => setTimeout(resolve, 50).unref()); ${program}`,
  ]);

// Of a process of its own, as it is about when that ends.
test('a process does not end before what it waits for, even if nothing but a timer of the clock is left', async () => {
  expect(await run("keptAlive(wait).then(() => console.log('over'))")).toEqual({ stdout: 'over\n', stderr: '' });
  expect((await run("wait.then(() => console.log('over'))")).stdout).toBe('');
});

test('an error is handed on', async () => {
  const program = "keptAlive(wait.then(() => { throw new Error('no'); })).catch(({ message }) => console.log(message))";
  expect((await run(program)).stdout).toBe('no\n');
});
