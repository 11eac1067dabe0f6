import { acsForTests } from '../harness/acs-for-tests.ts';
import { rawPost } from '../harness/raw-post.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { conformance } from './conformance.ts';

const { newCpe, rawConnection } = acsForTests({
  MUSTER_GATEWAY_BODY_STALL_MS: '1000',
  MUSTER_GATEWAY_HEADERS_TIMEOUT_MS: '1000',
});

async function expectOthersServed(serial: string): Promise<void> {
  expect((await newCpe(serial).inform()).message.method).toBe('InformResponse');
}

conformance([107], 'headers without end are cut off', async () => {
  const flood = 'X-Padding: '.padEnd(1_024, 'x');
  const tooMuch = await rawConnection();
  tooMuch.send('POST / HTTP/1.1\r\nHost: acs\r\n');
  for (let sent = 0; sent < 20 && tooMuch.isOpen; sent++) tooMuch.send(`${`${flood}\r\n`.repeat(1_024)}`);
  const tooMany = await rawConnection();
  tooMany.send(
    rawPost(
      '',
      Array.from({ length: 10_000 }, (_, i) => `X-${i}: ${i}`),
    ),
  );
  await expectOthersServed('F107');
  for (const connection of [tooMuch, tooMany]) {
    expect(await connection.untilClosed(5_000)).toMatch(/^(?:HTTP\/1\.1 431 |$)/);
  }
});

conformance([107], 'a CPE that sends too slowly is cut off, and others are served meanwhile', async () => {
  const body = inform(newCpe('T107').identity);
  const whole = rawPost(body);
  const slowBody = await rawConnection();
  slowBody.send(whole.slice(0, whole.length - body.length));
  const slowHead = await rawConnection();
  slowHead.send('POST / HTTP/1.1\r\nHost: a');
  let sent = 0;
  const trickle = setInterval(() => {
    slowBody.send(body.charAt(sent));
    slowHead.send('c');
    sent++;
  }, 50);
  await expectOthersServed('T107b');
  const [afterBody, afterHead] = await Promise.all([slowBody.untilClosed(10_000), slowHead.untilClosed(10_000)]);
  clearInterval(trickle);
  expect(sent).toBeLessThan(body.length);
  expect(afterBody).toMatch(/^HTTP\/1\.1 400 /);
  expect(afterHead).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
});

conformance([114], 'a body longer than its Content-Length does not put the next request out of step', async () => {
  const { identity } = newCpe('N114');
  const body = inform(identity);
  const head = (length: number) => `POST / HTTP/1.1\r\nHost: acs\r\nContent-Length: ${length}\r\n\r\n`;
  // Cut in the middle: what is left over is no request.
  const cut = await rawConnection();
  expect(await cut.exchange(Buffer.from(head(body.length - 50) + body), 5_000)).toMatchObject({
    status: 400,
    closes: true,
  });
  await cut.untilClosed(5_000);
  // Complete, but something follows: one answer, and nothing that could be taken for the answer to the next POST.
  const trailing = await rawConnection();
  const answer = await trailing.exchange(Buffer.from(`${head(body.length) + body}xyz`), 5_000);
  expect(answer.status).toBe(200);
  trailing.send(rawPost(body));
  expect(await trailing.untilClosed(5_000)).toBe('');
  // A line break left over is what HTTP lets a server ignore (RFC 9112 §2.2).
  const lineBreak = await rawConnection();
  expect(await lineBreak.exchange(Buffer.from(`${head(body.length) + body}\r\n`), 5_000)).toMatchObject({
    status: 200,
  });
  expect(await lineBreak.exchange(Buffer.from(rawPost(body)), 5_000)).toMatchObject({ status: 200 });
  await expectOthersServed('N114b');
});

conformance([114], 'a body shorter than its Content-Length is waited for, for a while', async () => {
  const body = inform(newCpe('N114c').identity);
  const short = await rawConnection();
  short.send(rawPost(body).replace(/Content-Length: \d+/, `Content-Length: ${body.length + 10}`));
  expect(await short.untilClosed(5_000)).toMatch(/^HTTP\/1\.1 400 /);
  await expectOthersServed('N114d');
});

conformance([114], 'two lengths, or a length and chunks, are no request', async () => {
  const body = inform(newCpe('N114e').identity);
  for (const header of ['Content-Length: 5', 'Transfer-Encoding: chunked']) {
    const smuggled = await rawConnection();
    smuggled.send(rawPost(body, [header]));
    expect(await smuggled.untilClosed(5_000)).toMatch(/^HTTP\/1\.1 400 /);
  }
});
