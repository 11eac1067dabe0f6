import type { CpeRequest, DeviceIdentity, DuOperation, DuOperationResult, FaultStruct, FileTypeArg } from '#libs/cwmp';
import { type Clock, dateTime, systemClock } from './clock.ts';
import { type CpeOptions, simulatedSerial } from './cpe-options.ts';
import { duResult } from './du-result.ts';
import type { Credentials } from './http/digest.ts';
import { installedVersion } from './installed-version.ts';
import type { DeviceModel } from './model/device-model.ts';
import { loadModel } from './model/models.ts';
import { Orders } from './orders.ts';
import { Outbox } from './outbox.ts';
import { putPersonalValues } from './personal-values.ts';
import { type Transfer, TransferQueue } from './transfer-queue.ts';
import { AttributeTable } from './tree/attributes.ts';
import { DeviceTree } from './tree/device-tree.ts';
import { volatileValue } from './volatile-value.ts';

const SUCCESS: FaultStruct = { faultCode: 0, faultString: '' };

/** A simulated device: what it knows, what it has to tell, and all that may happen to it between two sessions. */
export class Device {
  readonly identity: DeviceIdentity;
  readonly tree: DeviceTree;
  readonly attributes: AttributeTable;
  readonly outbox = new Outbox();
  readonly options: CpeOptions;
  protected readonly clock: Clock;
  protected readonly transfers = new TransferQueue();
  protected readonly orders = new Orders();
  #bootedAt: number;
  /** Version that runs after the next boot. */
  #toRun: string | undefined;
  #isDead = false;

  constructor(options: CpeOptions = {}) {
    const model = modelOf(options);
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.#bootedAt = this.clock.now();
    this.identity = { ...model.device, serialNumber: simulatedSerial(1), ...options.identity };
    this.tree = new DeviceTree(model, (kind, base) => volatileValue(kind, base, this.clock.now(), this.#bootedAt));
    this.attributes = new AttributeTable(this.tree);
    putPersonalValues(this.tree, this.identity, this.options);
    if ((options.firstContact ?? 'bootstrap') === 'bootstrap') this.outbox.announce('0 BOOTSTRAP');
    if (options.firstContact !== 'none') this.outbox.announce('1 BOOT');
  }

  /** A firmware image has made it useless. */
  get isDead(): boolean {
    return this.#isDead;
  }

  /** ManagementServer.URL. */
  get acsUrl(): string {
    return this.tree.value(`${this.tree.model.root}ManagementServer.URL`) ?? '';
  }

  /** ManagementServer.Username and Password; undefined while there is no user name. */
  get credentials(): Credentials | undefined {
    const username = this.tree.value(`${this.tree.model.root}ManagementServer.Username`) ?? '';
    const password = this.tree.value(`${this.tree.model.root}ManagementServer.Password`) ?? '';
    return username === '' ? undefined : { username, password };
  }

  /** Power on, or the end of a reboot. `commandKeys` are those of the Reboot RPCs that led to it. */
  boot(commandKeys: readonly string[] = []): void {
    this.#bootedAt = this.clock.now();
    this.outbox.reboot();
    this.outbox.announce('1 BOOT');
    for (const commandKey of commandKeys) this.outbox.announce('M Reboot', commandKey);
    const version = this.#toRun;
    this.#toRun = undefined;
    if (version !== undefined) this.changeValue(`${this.tree.model.root}DeviceInfo.SoftwareVersion`, version);
  }

  /** Back to the factory state, which discards all that was to tell, and boot. */
  factoryReset(): void {
    const runningVersion = this.#toRun ?? this.#softwareVersion;
    this.tree.reset();
    this.attributes.reset();
    this.transfers.clear();
    this.orders.clear();
    putPersonalValues(this.tree, this.identity, this.options);
    // A reset does not put the old firmware back.
    this.tree.put(`${this.tree.model.root}DeviceInfo.SoftwareVersion`, runningVersion);
    this.outbox.bootstrap();
    this.boot();
  }

  /** A value changes by itself or by a user of the device; the ACS is told as the parameter's notification says. */
  changeValue(path: string, value: string): void {
    if (this.tree.value(path) === value) return;
    if (!this.tree.put(path, value)) throw new RangeError(`The device has no parameter ${path}`);
    let notification = 0;
    this.tree.visit(path, (name, schema) => {
      notification = this.attributes.notification(name, schema);
    });
    if (notification === 0) return;
    this.outbox.addChange(path);
    if (notification === 2) this.outbox.announce('4 VALUE CHANGE');
  }

  periodic(): void {
    this.outbox.announce('2 PERIODIC');
  }

  /** A connection request was accepted. */
  requestConnection(): void {
    this.outbox.announce('6 CONNECTION REQUEST');
  }

  wakeUp(): void {
    this.outbox.announce('13 WAKEUP');
  }

  heartbeat(): void {
    this.outbox.announce('14 HEARTBEAT');
  }

  /** A user has asked for the ACS (Annex D). */
  kick(command: string, referer: string, arg: string, next: string): void {
    this.outbox.announce('5 KICKED');
    this.request({ method: 'Kicked', command, referer, arg, next });
  }

  /** The device wants a file. */
  requestDownload(fileType: string, fileTypeArg: readonly FileTypeArg[] = []): void {
    this.outbox.announce('9 REQUEST DOWNLOAD');
    this.request({ method: 'RequestDownload', fileType, fileTypeArg });
  }

  /** Puts a request of the device in the queue, to be sent in its next session. */
  request(request: CpeRequest): void {
    this.outbox.addRequest(request);
  }

  /** A transfer ends, with success or the given fault. A firmware image that arrived is installed, with a reboot. */
  finishTransfer(commandKey: string, fault: FaultStruct = SUCCESS): void {
    const transfer = this.transfers.finish(commandKey);
    if (!transfer) throw new RangeError(`There is no transfer with the CommandKey "${commandKey}"`);
    const time = dateTime(this.clock.now());
    const { method, fileType } = transfer.request;
    const isFirmware = method !== 'Upload' && fileType.startsWith('1 ') && fault.faultCode === 0;
    if (isFirmware && !this.#upgrade(transfer)) return;
    this.outbox.announce('7 TRANSFER COMPLETE');
    this.outbox.announce(`M ${method}`, commandKey);
    this.request({ method: 'TransferComplete', commandKey, faultStruct: fault, startTime: time, completeTime: time });
  }

  /** False when the device tells nothing of it. */
  #upgrade(transfer: Transfer): boolean {
    const { upgrades = 'applies', installs = installedVersion } = this.options;
    const version = installs(transfer, this.#softwareVersion);
    if (upgrades !== 'reverts') this.#toRun = version;
    if (upgrades === 'dies') this.#isDead = true;
    else if (upgrades === 'resets') this.factoryReset();
    else if (upgrades !== 'stays') this.boot();
    return upgrades === 'applies' || upgrades === 'reverts' || upgrades === 'stays';
  }

  /** Transfers that are due now; each has to be ended with `finishTransfer`. */
  startTransfers(): readonly Transfer[] {
    return this.transfers.start(this.clock.now());
  }

  /** A transfer ended that the ACS did not ask for. */
  finishAutonomousTransfer(url: string, fileType: string, fault: FaultStruct = SUCCESS): void {
    const time = dateTime(this.clock.now());
    const about = { announceUrl: '', transferUrl: url, isDownload: true, fileType, fileSize: 0, targetFileName: '' };
    this.outbox.announce('10 AUTONOMOUS TRANSFER COMPLETE');
    this.request({
      method: 'AutonomousTransferComplete',
      ...about,
      faultStruct: fault,
      startTime: time,
      completeTime: time,
    });
  }

  /** A ChangeDUState ends, by default with success of all its operations. */
  finishDuStateChange(commandKey: string, results?: readonly DuOperationResult[]): void {
    const change = this.orders.takeDuChange(commandKey);
    if (!change) throw new RangeError(`There is no ChangeDUState with the CommandKey "${commandKey}"`);
    const { root } = this.tree.model;
    const time = dateTime(this.clock.now());
    const result = (operation: DuOperation, index: number): DuOperationResult => duResult(operation, index, root, time);
    this.outbox.announce('11 DU STATE CHANGE COMPLETE');
    this.outbox.announce('M ChangeDUState', commandKey);
    this.request({ method: 'DUStateChangeComplete', commandKey, results: results ?? change.operations.map(result) });
  }

  /** Software modules changed without the ACS. */
  finishAutonomousDuStateChange(operation: DuOperation, operationPerformed: string): void {
    this.outbox.announce('12 AUTONOMOUS DU STATE CHANGE COMPLETE');
    const result = duResult(operation, 0, this.tree.model.root, dateTime(this.clock.now()));
    this.request({ method: 'AutonomousDUStateChangeComplete', results: [{ ...result, operationPerformed }] });
  }

  get #softwareVersion(): string {
    return this.tree.value(`${this.tree.model.root}DeviceInfo.SoftwareVersion`) ?? '';
  }
}

function modelOf({ model }: CpeOptions): DeviceModel {
  return typeof model === 'object' ? model : loadModel(model ?? 'tr181');
}
