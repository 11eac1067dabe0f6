import type { DynamicModule, Provider } from '@nestjs/common';
import { Clock } from '#libs/domain';
import { type Adapters, ports } from '../adapters.ts';
import { HealthController } from '../http/health.controller.ts';
import { MetricsController } from '../http/metrics.controller.ts';
import { Health } from '../lifecycle/health.ts';
import { Shutdown } from '../lifecycle/shutdown.ts';
import { Logger } from '../logging/logger.ts';
import { FileUrls } from '../vault/file-urls.ts';
import { Vault } from '../vault/vault.ts';

export interface PlatformParts {
  readonly adapters: Adapters;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly health: Health;
  readonly shutdown: Shutdown;
  readonly vault: Vault;
  readonly fileUrls: FileUrls;
}

class PlatformModule {}

/** What every module may inject: the ports of the domain, the clock, the logger, health and shutdown. */
export function platformModule({
  adapters,
  clock,
  logger,
  health,
  shutdown,
  vault,
  fileUrls,
}: PlatformParts): DynamicModule {
  const providers: Provider[] = [
    { provide: Clock, useValue: clock },
    { provide: Logger, useValue: logger },
    { provide: Health, useValue: health },
    { provide: Shutdown, useValue: shutdown },
    { provide: Vault, useValue: vault },
    { provide: FileUrls, useValue: fileUrls },
    ...portNames.map((name) => ({ provide: ports[name], useValue: adapters[name] })),
  ];
  return {
    module: PlatformModule,
    global: true,
    controllers: [HealthController, MetricsController],
    providers,
    exports: [Clock, Logger, Health, Shutdown, Vault, FileUrls, ...Object.values(ports)],
  };
}

const portNames = Object.keys(ports) as readonly (keyof typeof ports)[];
