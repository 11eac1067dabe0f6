// Preloaded with `node --import`, so that tracing is in place before any module that it instruments.
// biome-ignore lint/style/noProcessEnv: runs before the configuration exists
const env = process.env;

// The SDK takes a third of a second to load: nobody pays for it who does not trace.
if (env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_TRACES_EXPORTER) {
  const { startTracing } = await import('./telemetry/start-tracing.ts');
  startTracing(env);
}

export {};
