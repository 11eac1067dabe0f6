import type { Logger } from '../logging/logger.ts';
import type { Shutdown } from './shutdown.ts';

/** The part of `process` that this needs, so that a test can be one. */
export interface ProcessEvents {
  on(event: string, listener: (value: unknown) => void): unknown;
  exit(code: number): void;
}

export interface SignalOptions {
  readonly target: ProcessEvents;
  readonly shutdown: Shutdown;
  readonly logger: Logger;
  /** Sends what telemetry still holds; waited for briefly. */
  readonly flush: () => Promise<void>;
  readonly flushTimeoutMs?: number;
}

/**
 * SIGTERM and SIGINT begin the shutdown, and the process exits 0, or 1 when something had to be cut. A second signal exits
 * at once with 130. An error that nobody caught is logged and exits with 1: the state of the process is not known any more.
 */
export function handleProcessSignals(options: SignalOptions): void {
  const { target, shutdown, logger } = options;
  let signals = 0;
  const onSignal = (signal: string) => async () => {
    signals += 1;
    if (signals > 1) return target.exit(130);
    logger.info({ signal }, 'stopping');
    const clean = await shutdown.begin();
    await flushed(options);
    logger.info('stopped');
    target.exit(clean ? 0 : 1);
  };
  const onCrash = (kind: string) => async (err: unknown) => {
    logger.fatal({ err }, kind);
    await flushed(options);
    target.exit(1);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) target.on(signal, onSignal(signal));
  target.on('uncaughtException', onCrash('uncaught exception'));
  target.on('unhandledRejection', onCrash('unhandled rejection'));
}

async function flushed({ flush, logger, flushTimeoutMs = 1_000 }: SignalOptions): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, flushTimeoutMs);
  });
  await Promise.race([flush(), timeUp]).catch((err: unknown) => logger.warn({ err }, 'telemetry was not flushed'));
  clearTimeout(timer);
}
