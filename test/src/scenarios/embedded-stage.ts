import { ApiClient } from '../harness/api-client.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import { startAcs } from '../harness/start-acs.ts';
import type { TimelyStage } from './stage.ts';

export interface RunningStage extends TimelyStage {
  stop(): Promise<void>;
}

/** The whole ACS in this process, on embedded adapters. */
export async function embeddedStage(): Promise<RunningStage> {
  const clock = new ForwardClock();
  const acs = await startAcs({}, { clock });
  return {
    api: new ApiClient(() => acs.httpUrl),
    cwmpUrl: () => acs.cwmpUrl,
    later: async (ms) => clock.putForward(ms),
    stop: () => acs.stop(),
  };
}
