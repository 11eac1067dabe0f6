import { ScriptedAcs } from '../session/scripted-acs.ts';
import { Fleet } from './fleet.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { makeCpes } from './make-cpes.ts';

const READ = '<cwmp:GetParameterNames><ParameterPath></ParameterPath><NextLevel>1</NextLevel></cwmp:GetParameterNames>';

test('every device has its session, no more at once than allowed', async () => {
  const acs = new ScriptedAcs([READ]);
  const url = await acs.listen();
  let most = 0;
  const fleet = new Fleet(makeCpes({ count: 40, model: 'mixed', parameters: 15 }), {
    concurrency: 5,
    once: true,
    session: { url },
    onStart: () => {
      most = Math.max(most, fleet.open);
    },
  });
  fleet.start();
  await fleet.finished;
  await fleet.stop();
  await acs.close();
  const serials = acs.posts.flatMap(({ body }) => /<SerialNumber>(\w+)/.exec(body)?.[1] ?? []);
  expect(new Set(serials).size).toBe(40);
  expect(serials).toContain('SIM000040');
  expect(most).toBeLessThanOrEqual(5);
  const { sessions, failures, rpcs, violations } = fleet.stats;
  expect({ sessions, failures, rpcs, violations }).toEqual({ sessions: 40, failures: 0, rpcs: 40, violations: 0 });
  expect(fleet.stats.postMs.count).toBe(120);
});

test('a connection request is answered by a session at once, and a stopped fleet begins none', async () => {
  const acs = new ScriptedAcs();
  const url = await acs.listen();
  const [cpe] = makeCpes({ count: 1, model: 'device1' });
  if (!cpe) throw new Error('There is no device');
  let sessions = 0;
  const second = new Promise<void>((resolve) => {
    const callIn = (): void => {
      cpe.requestConnection();
      fleet.nudge(cpe);
    };
    const fleet: Fleet = new Fleet([cpe], {
      session: { url },
      onEnd: () => {
        sessions += 1;
        // A device that is between two sessions; the fleet sets its timer after this callback.
        if (sessions === 1) setImmediate(callIn);
        else void fleet.stop().then(resolve);
      },
    });
    fleet.start();
  });
  await second;
  await acs.close();
  expect(acs.posts.filter(({ method }) => method === 'Inform').at(-1)?.body).toContain('6 CONNECTION REQUEST');
});

test('percentiles are right to a bucket', () => {
  const histogram = new LatencyHistogram();
  expect(histogram.percentile(0.5)).toBe(0);
  for (let value = 1; value <= 1_000; value += 1) histogram.add(value);
  for (const share of [0.01, 0.5, 0.99, 1]) {
    expect(histogram.percentile(share)).toBeGreaterThanOrEqual(share * 1_000);
    expect(histogram.percentile(share)).toBeLessThan(share * 1_000 * 1.1);
  }
});
