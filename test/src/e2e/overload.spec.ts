import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { serve } from '../harness/scripted-cpe/small-cpe-session.ts';

const CPES = 30;
const FIRST_CONTACT = ['0 BOOTSTRAP', '1 BOOT'];

/** One session may be opened at a time. */
const { acs, newCpe } = acsForTests({ MUSTER_GATEWAY_MAX_OPENING: '1', MUSTER_GATEWAY_RETRY_AFTER_S: '20' });

test('when more CPEs call in than can be let in, the others are told to come back, and sessions under way go on', async () => {
  const cpes = Array.from({ length: CPES }, (_, n) => newCpe(`OVERLOAD${n}`));
  const answers = await Promise.all(
    cpes.map(async (cpe) => ({ cpe, answer: await cpe.inform({ events: FIRST_CONTACT }) })),
  );
  const admitted = answers.filter(({ answer }) => answer.status === 200);
  const refused = answers.filter(({ answer }) => answer.status === 503);
  expect(admitted.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  expect(admitted.length + refused.length).toBe(CPES);
  for (const { answer } of refused) {
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(10);
    expect(answer.headers.connection).toBe('close');
  }

  // Further CPEs keep the only place taken all the while.
  let isOver = false;
  const flood = Array.from({ length: 4 }, async (_, line) => {
    for (let n = 0; !isOver; n++) {
      const cpe = newCpe(`FLOOD${line}_${n}`);
      await cpe.inform({ events: FIRST_CONTACT });
      cpe.close();
    }
  });
  const sessions = await Promise.all(admitted.map(async ({ cpe }) => serve(cpe, await cpe.post())));
  isOver = true;
  await Promise.all(flood);
  expect(sessions.map((exchanges) => exchanges.at(-1)?.request.method)).toEqual(
    admitted.map(() => 'GetParameterValues'),
  );

  const metrics = await (await fetch(`${acs().httpUrl}/metrics`)).text();
  const counted = [...metrics.matchAll(/^muster_gateway_refused_total\{reason="(?:intake|decision)"\} (\d+)/gm)];
  expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBeGreaterThanOrEqual(refused.length);
});

test('a CPE that was refused is let in when it comes back', async () => {
  const cpe = newCpe('COMESBACK');
  const answer = await eventually('it is let in', async () => {
    const each = await cpe.inform({ events: FIRST_CONTACT });
    return each.status === 200 && each;
  });
  expect(answer.message.method).toBe('InformResponse');
});
