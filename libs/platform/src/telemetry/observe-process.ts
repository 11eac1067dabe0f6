import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

/** Adds the memory, CPU and event loop of this process; returns what ends it. */
export function observeProcess(metrics: Metrics): () => void {
  const meter = metrics.meter('process');
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();

  const resident = meter.createObservableGauge('muster_process_resident_memory_bytes', {
    description: 'Resident memory of the process.',
  });
  resident.addCallback((result) => result.observe(process.memoryUsage.rss()));

  const heap = meter.createObservableGauge('muster_process_heap_used_bytes', { description: 'Heap in use.' });
  heap.addCallback((result) => result.observe(process.memoryUsage().heapUsed));

  const cpu = meter.createObservableCounter('muster_process_cpu_seconds', {
    description: 'CPU time of the process, user and system.',
  });
  cpu.addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe(user / 1e6, { mode: 'user' });
    result.observe(system / 1e6, { mode: 'system' });
  });

  const lateness = meter.createObservableGauge('muster_process_event_loop_delay_p99_seconds', {
    description: 'How late the event loop ran timers since the last scrape, 99th percentile.',
  });
  lateness.addCallback((result) => {
    const p99Ns = delay.percentile(99);
    result.observe(Number.isFinite(p99Ns) ? p99Ns / 1e9 : 0);
    delay.reset();
  });
  return () => delay.disable();
}
