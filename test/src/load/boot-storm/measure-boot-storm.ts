import { type ServerAddresses, serverKinds, startServers } from '#libs/testing/servers';
import { type BootStormResult, runBootStorm } from './run-boot-storm.ts';

const CPES = 20_000;
const FEW_CPES = 2_000;
const UNLIMITED = { MUSTER_GATEWAY_MAX_OPENING: '1000000', MUSTER_GATEWAY_OPENING_TARGET_MS: '600000' } as const;

export interface BootStormOrder {
  /** Few CPEs. */
  readonly quick: boolean;
  /** For comparison: whatever comes is let in. */
  readonly unlimited: boolean;
}

/** A boot storm at a cluster that is started for it: two gateways and two of provisioning. */
export async function measureBootStorm(
  { quick, unlimited }: BootStormOrder,
  onProgress: (what: string) => void,
): Promise<BootStormResult> {
  onProgress('starting Kafka, Redis and MongoDB');
  const servers = await startServers(serverKinds);
  try {
    for (const [kind, error] of servers.failures) throw new Error(`${kind} could not be started.`, { cause: error });
    return await runBootStorm(servers.addresses as ServerAddresses, {
      cpes: quick ? FEW_CPES : CPES,
      withinMs: quick ? 1_000 : 10_000,
      gateways: 2,
      provisioning: 2,
      ...(unlimited ? { settings: UNLIMITED } : {}),
      onProgress,
    });
  } finally {
    await servers.stop();
  }
}
