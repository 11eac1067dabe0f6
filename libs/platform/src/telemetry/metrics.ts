import type { Meter } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

/** Instruments and their text form for Prometheus. */
export interface Metrics {
  /** Instruments of one part of the program; their names begin with `muster_` and end with the unit. */
  meter(name: string): Meter;
  /** All series now, in the Prometheus text format 0.0.4. */
  scrape(): Promise<string>;
}

/** A server that is down must not hold up the numbers of everything else. */
const COLLECT_WITHIN_MS = 3_000;

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8';

export function createMetrics(): Metrics {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ readers: [reader] });
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  return {
    meter: (name) => provider.getMeter(name),
    async scrape() {
      const { resourceMetrics, errors } = await reader.collect({ timeoutMillis: COLLECT_WITHIN_MS });
      // An observable that throws loses its own series only; the others are worth more than a failed scrape.
      const notes = errors.map((error) => `# ${String(error).replaceAll(/\s+/g, ' ')}\n`);
      return serializer.serialize(resourceMetrics) + notes.join('');
    },
  };
}

/** The instruments of this process, which `/metrics` shows. */
export const processMetrics: Metrics = createMetrics();

/** A meter of this process; may be called while modules load. */
export function meter(name: string): Meter {
  return processMetrics.meter(name);
}
