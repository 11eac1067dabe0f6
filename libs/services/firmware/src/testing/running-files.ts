import { createHash, randomBytes } from 'node:crypto';
import { commandId, type Device, type DeviceId, type Image, newCommand } from '#libs/domain';
import {
  type Adapters,
  createLogger,
  type FileUrl,
  FileUrls,
  loadConfig,
  openAdapters,
  platformConfig,
  SystemClock,
  start,
  type Unsigned,
} from '#libs/platform';
import { aDevice, anImage, bytesOf } from '#libs/testing/port-contracts';
import { FileServer } from '../file-server.ts';
import { firmwareConfig } from '../firmware.config.ts';
import { firmwareRole } from '../firmware.role.ts';

type MadeUrl = Extract<FileUrl, { ok: true }> & { readonly path: string };

/** The file server on a real port, over adapters in a folder that goes away. */
export interface RunningFiles {
  readonly port: number;
  readonly adapters: Adapters;
  readonly device: Device;
  /** A released image with this content. */
  addImage(content: Buffer): Promise<Image>;
  /** The CommandKey of a command of the device that asks for a file. */
  askForFile(): Promise<string>;
  fetchUrl(image: Image, more?: Partial<Unsigned>): MadeUrl;
  sendUrl(commandKey: string, more?: Partial<Unsigned>): MadeUrl;
  stop(): Promise<void>;
}

export async function runFiles(settings: Readonly<Record<string, string>> = {}): Promise<RunningFiles> {
  const loaded = loadConfig([platformConfig, firmwareConfig], {
    MUSTER_HTTP_PORT: '0',
    MUSTER_DATA_DIR: ':memory:',
    MUSTER_FIRMWARE_PORT: '0',
    MUSTER_FIRMWARE_HOST: '127.0.0.1',
    MUSTER_SHUTDOWN_TIMEOUT_MS: '300',
    ...settings,
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const adapters = await openAdapters({ dataDir: ':memory:', clock: new SystemClock() });
  const logger = createLogger('test', { level: 'error', format: 'json' });
  const running = await start([firmwareRole], { config: loaded.config, logger, adapters });
  const urls = running.get(FileUrls);
  const device = await adapters.deviceStore.save(aDevice());
  const make = (unsigned: Unsigned): MadeUrl => {
    const made = urls.make(unsigned, 'image.bin');
    if (!made.ok) throw new Error(made.why);
    return { ...made, path: new URL(made.url).pathname };
  };
  return {
    port: running.get(FileServer).address?.port ?? 0,
    adapters,
    device,
    addImage: (content) => addImage(adapters, content),
    askForFile: () => askForFile(adapters, device.id),
    fetchUrl: (image, more = {}) =>
      make({
        to: 'fetch',
        image: image.id,
        deviceId: device.id,
        commandKey: 'F.1.1.1',
        login: 'none',
        ...more,
      } as Unsigned),
    sendUrl: (commandKey, more = {}) =>
      make({ to: 'send', deviceId: device.id, commandKey, login: 'none', ...more } as Unsigned),
    stop: async () => {
      await running.stop();
    },
  };
}

async function addImage({ imageStore, imageCatalog }: Adapters, content: Buffer): Promise<Image> {
  const upload = newId();
  await imageStore.append(upload, 0, bytesOf(content));
  await imageStore.complete(upload);
  const id = createHash('sha256').update(content).digest('hex');
  const { image } = await imageCatalog.add(anImage({ id, size: content.length, state: 'released' }));
  return image;
}

async function askForFile({ commandStore }: Adapters, deviceId: DeviceId): Promise<string> {
  const { command } = await commandStore.add(
    newCommand({
      id: newId(),
      deviceId,
      origin: 'operator',
      spec: { kind: 'upload', fileType: '3 Vendor Configuration File' },
      nowMs: Date.now(),
      expiresInS: 3_600,
    }),
  );
  return command.commandKey;
}

function newId(): string {
  return commandId(Date.now(), randomBytes(10));
}
