import { createMetrics } from './metrics.ts';
import { observeProcess } from './observe-process.ts';

test('counters, histograms and labels appear in the Prometheus text format', async () => {
  const metrics = createMetrics();
  const meter = metrics.meter('gateway');
  meter.createCounter('muster_gateway_informs', { description: 'Informs answered.' }).add(2, { event: '2 PERIODIC' });
  meter.createHistogram('muster_gateway_turn_seconds', { advice: { explicitBucketBoundaries: [0.1, 1] } }).record(0.5);
  const text = await metrics.scrape();
  expect(text).toContain('# TYPE muster_gateway_informs_total counter');
  expect(text).toContain('muster_gateway_informs_total{event="2 PERIODIC"} 2');
  expect(text).toContain('muster_gateway_turn_seconds_bucket{le="1"} 1');
});

test('the process tells its memory, CPU time and event loop delay', async () => {
  const metrics = createMetrics();
  const end = observeProcess(metrics);
  const text = await metrics.scrape();
  end();
  expect(text).toMatch(/^muster_process_resident_memory_bytes [1-9]\d+/m);
  expect(text).toMatch(/^muster_process_heap_used_bytes [1-9]\d+/m);
  expect(text).toMatch(/^muster_process_cpu_seconds_total\{mode="user"\} \d/m);
  expect(text).toMatch(/^muster_process_event_loop_delay_p99_seconds \d/m);
});

test('an instrument that throws does not hide the others', async () => {
  const metrics = createMetrics();
  const meter = metrics.meter('x');
  meter.createCounter('muster_x_good').add(1);
  meter.createObservableGauge('muster_x_bad').addCallback(() => {
    throw new Error('broken\nmuster_x_forged 1');
  });
  const text = await metrics.scrape();
  expect(text).toContain('muster_x_good_total 1');
  expect(text).not.toMatch(/^muster_x_forged/m);
});
