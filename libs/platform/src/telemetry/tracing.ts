import { type Tracer, trace } from '@opentelemetry/api';

let running: { shutdown(): Promise<void> } | undefined;

/** The tracer of CWMP sessions; without an exporter its spans cost next to nothing. */
export function sessionTracer(): Tracer {
  return trace.getTracer('muster.session');
}

/** Tells which SDK `stopTracing` has to end; called by the preloaded hook. */
export function tracingStarted(sdk: { shutdown(): Promise<void> }): void {
  running = sdk;
}

/** Sends the spans that wait. Resolves at once when nothing is traced. */
export async function stopTracing(): Promise<void> {
  const sdk = running;
  running = undefined;
  await sdk?.shutdown();
}
