import type { DynamicModule, OnApplicationBootstrap } from '@nestjs/common';
import {
  Clock,
  CommandStore,
  EventBus,
  ExecutionStore,
  ImageCatalog,
  ImageStore,
  ReceivedFiles,
  RolloutStore,
  ServedBytes,
} from '#libs/domain';
import {
  ConnectionLimits,
  constant,
  FileUrls,
  Logger,
  LoginNonces,
  Networks,
  provide,
  type RoleContext,
  Vault,
} from '#libs/platform';
import { CountServed } from './count-served.ts';
import { EgressCap } from './egress-cap.ts';
import { FileGuard } from './file-guard.ts';
import { FILE_NONCES, FileLogin } from './file-login.ts';
import { FileServer } from './file-server.ts';
import type { FirmwareConfig } from './firmware.config.ts';
import { FirmwareMetrics } from './firmware-metrics.ts';
import { ImagePieces } from './image-pieces.ts';
import { reachableUrl } from './reachable-url.ts';
import { ReceiveFile } from './receive-file.ts';
import { runRolloutsProvider } from './rollouts/rollout-providers.ts';
import { RunRollouts } from './rollouts/run-rollouts.ts';
import { ServeImage } from './serve-image.ts';
import { SweepFiles } from './sweep-files.ts';
import { TransferEvents } from './transfer-events.ts';
import { TransferSlots } from './transfer-slots.ts';

/** Listens when everything else is there, and lets transfers end before the rest goes. */
class FirmwareLifecycle implements OnApplicationBootstrap {
  constructor(
    private readonly server: FileServer,
    private readonly sweep: SweepFiles,
    private readonly rollouts: RunRollouts,
    private readonly events: TransferEvents,
    private readonly served: CountServed,
    private readonly urls: FileUrls,
    private readonly context: RoleContext,
    private readonly host: string,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { shutdown, platform } = this.context;
    await this.server.listen();
    this.urls.listensAt(reachableUrl(this.host, this.server.address?.port ?? 0));
    this.sweep.start();
    this.served.start();
    this.rollouts.start();
    shutdown.register('drain', 'files', () => this.server.drain((platform.MUSTER_SHUTDOWN_TIMEOUT_MS * 2) / 3));
    shutdown.register('drain', 'rollouts', () => this.rollouts.stop());
    shutdown.register('close', 'file server', async () => {
      this.sweep.stop();
      await this.server.close();
      await this.events.settled();
      await this.served.stop();
    });
  }
}

class FirmwareModule {}

export function firmwareModule(config: FirmwareConfig, context: RoleContext): DynamicModule {
  return {
    module: FirmwareModule,
    providers: [
      { provide: Logger, useValue: context.logger },
      provide(
        TransferSlots,
        constant({
          most: config.MUSTER_FIRMWARE_MAX_TRANSFERS,
          mostPerDevice: config.MUSTER_FIRMWARE_MAX_TRANSFERS_PER_DEVICE,
        }),
      ),
      provide(ConnectionLimits, constant({ total: 0, perNetwork: config.MUSTER_FIRMWARE_ADDRESS_MAX_CONNECTIONS })),
      provide(
        EgressCap,
        Clock,
        constant({
          rate: config.MUSTER_FIRMWARE_TOTAL_RATE,
          longestWaitMs: config.MUSTER_FIRMWARE_IDLE_TIMEOUT_MS / 2,
        }),
      ),
      provide(FirmwareMetrics, TransferSlots),
      provide(TransferEvents, EventBus, Clock, Logger),
      provide(CountServed, ServedBytes, Clock, Logger),
      provide(FileGuard, ImageCatalog, CommandStore, RolloutStore, ExecutionStore, Clock),
      provide(LoginNonces, Vault, Clock, constant(FILE_NONCES.lifetimeMs), constant(FILE_NONCES.use)),
      provide(FileLogin, FileUrls, LoginNonces),
      provide(ImagePieces, ImageStore, constant({ cacheBytes: config.MUSTER_FIRMWARE_CACHE_BYTES })),
      provide(
        ServeImage,
        FileGuard,
        ImagePieces,
        CountServed,
        EgressCap,
        TransferEvents,
        FirmwareMetrics,
        Clock,
        constant({ rate: config.MUSTER_FIRMWARE_MAX_RATE }),
      ),
      provide(
        ReceiveFile,
        FileGuard,
        ReceivedFiles,
        TransferEvents,
        FirmwareMetrics,
        Clock,
        constant({ maxBytes: config.MUSTER_FIRMWARE_MAX_UPLOAD_BYTES }),
      ),
      provide(
        FileServer,
        FileUrls,
        FileLogin,
        FileGuard,
        ServeImage,
        ReceiveFile,
        TransferSlots,
        ConnectionLimits,
        EgressCap,
        FirmwareMetrics,
        Clock,
        Logger,
        constant({
          host: config.MUSTER_FIRMWARE_HOST,
          port: config.MUSTER_FIRMWARE_PORT,
          maxConnections: config.MUSTER_FIRMWARE_MAX_CONNECTIONS,
          unlimited: new Networks(config.MUSTER_FIRMWARE_ADDRESS_UNLIMITED),
          headersTimeoutMs: config.MUSTER_FIRMWARE_HEADERS_TIMEOUT_MS,
          idleTimeoutMs: config.MUSTER_FIRMWARE_IDLE_TIMEOUT_MS,
          transferTimeoutMs: config.MUSTER_FIRMWARE_TRANSFER_TIMEOUT_MS,
          retryAfterS: config.MUSTER_FIRMWARE_RETRY_AFTER_S,
        }),
      ),
      provide(
        SweepFiles,
        ImageStore,
        ImageCatalog,
        ReceivedFiles,
        Clock,
        Logger,
        constant(config.MUSTER_FIRMWARE_RECEIVED_RETENTION_DAYS),
      ),
      runRolloutsProvider({
        lookMs: config.MUSTER_FIRMWARE_ROLLOUT_LOOK_MS,
        joinMs: config.MUSTER_FIRMWARE_ROLLOUT_JOIN_MS,
        recountMs: config.MUSTER_FIRMWARE_ROLLOUT_RECOUNT_MS,
      }),
      provide(
        FirmwareLifecycle,
        FileServer,
        SweepFiles,
        RunRollouts,
        TransferEvents,
        CountServed,
        FileUrls,
        constant(context),
        constant(config.MUSTER_FIRMWARE_HOST),
      ),
    ],
    exports: [FileServer],
  };
}
