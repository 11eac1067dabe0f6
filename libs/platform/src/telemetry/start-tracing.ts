import { register } from 'node:module';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import { type Environment, loadConfig } from '../config/load-config.ts';
import { platformConfig } from '../platform.config.ts';
import { tracingStarted } from './tracing.ts';

/**
 * Starts the OpenTelemetry SDK. Exporter, endpoint and headers are read from the standard `OTEL_*` variables
 * (`OTEL_TRACES_EXPORTER`: otlp, console or none; the OTLP one speaks http/protobuf, http/json and grpc).
 */
export function startTracing(env: Environment): void {
  // Without the hook, modules imported as ESM are not instrumented, and nothing says so.
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
  const sdk = new NodeSDK({
    serviceName: env.OTEL_SERVICE_NAME ?? 'muster',
    ...(env.OTEL_TRACES_SAMPLER ? {} : { sampler: sampler(env) }),
    // Metrics are scraped and logs go to stdout: the SDK must not start its own, which it does by default.
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  tracingStarted(sdk);
}

function sampler(env: Environment): ParentBasedSampler {
  // Bad values are refused by run(), which reads the same setting a moment later.
  const loaded = loadConfig([platformConfig], { MUSTER_TRACE_RATIO: env.MUSTER_TRACE_RATIO });
  const ratio = loaded.ok ? loaded.config.of(platformConfig).MUSTER_TRACE_RATIO : 0;
  return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
}
