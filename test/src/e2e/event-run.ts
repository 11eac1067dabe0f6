import { type EventRecord, eventSubject } from '#libs/domain';
import { Cpe, runSession, type SessionOptions } from '#libs/testing/cpe';
import { ApiClient, type ShownCommand, type WantedCommand } from '../harness/api-client.ts';
import { curl } from '../harness/curl.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { startAcs } from '../harness/start-acs.ts';
import { BusTap } from './bus-tap.ts';
import { RunningRollout } from './running-rollout.ts';

const INTERVAL = 'Device.ManagementServer.PeriodicInformInterval';
const MODULE = {
  operation: 'install',
  url: 'http://files.example.net/module',
  uuid: 'b6b6a3c2-6a3b-4d9b-9c1f-3d2f1b0a9e8d',
};
/** Longer than a command waits before it is sent again, or to be sent at all. */
const MINUTE_MS = 60_000;

/** An ACS, a CPE and an operator who bring about every type of event there is; resolves with all that was published. */
export async function runAllEvents(): Promise<readonly EventRecord[]> {
  const clock = new ForwardClock();
  const acs = await startAcs({}, { clock });
  const tap = new BusTap(acs.app.adapters.eventBus);
  try {
    const play = new Play(acs.cwmpUrl, new ApiClient(() => acs.httpUrl), tap, clock);
    await play.firstContact();
    await play.commandsThatWork();
    await play.filesThatAreHere();
    await play.whatTheCpeSays();
    await play.whatFails();
    await play.whatIsNotSent();
    await play.whatIsDeclared();
    await play.upgrade();
    return [...tap.events, ...(await whoKnocks()), ...(await twoThatAreOne())];
  } finally {
    await tap.close();
    await acs.stop();
  }
}

/** Where devices have to log in, and those that are not known wait to be let in. */
async function whoKnocks(): Promise<readonly EventRecord[]> {
  const acs = await startAcs({
    MUSTER_CWMP_LOGIN: 'required',
    MUSTER_CWMP_LOGIN_SHARED: 'factory:of all',
    MUSTER_CWMP_ENROLMENT: 'quarantine',
  });
  const tap = new BusTap(acs.app.adapters.eventBus);
  const cpe = new Cpe({ identity: { serialNumber: 'EVENTS2' } });
  try {
    await runSession(cpe, { url: acs.cwmpUrl, credentials: { username: 'factory', password: 'guessed' } });
    await tap.seen('a login that failed', ({ type }) => type === 'security.login.failed');
    await runSession(cpe, { url: acs.cwmpUrl, credentials: { username: 'factory', password: 'of all' } });
    await tap.seen('a device in quarantine', ({ type }) => type === 'security.access.changed');
    return tap.events;
  } finally {
    await tap.close();
    await acs.stop();
  }
}

/** Two CPEs with one serial number. */
async function twoThatAreOne(): Promise<readonly EventRecord[]> {
  const acs = await startAcs();
  const tap = new BusTap(acs.app.adapters.eventBus);
  const cpe = new ScriptedCpe(() => acs.cwmpUrl, 'EVENTS3');
  try {
    const body = inform(cpe.identity);
    await cpe.post(body);
    await curl(acs.cwmpUrl, '--interface', '127.0.0.2', '--data-binary', body);
    await cpe.post('');
    await tap.seen('that there are two', ({ type }) => type === 'security.device.doubled');
    return tap.events;
  } finally {
    cpe.close();
    await tap.close();
    await acs.stop();
  }
}

class Play {
  #cpe = new Cpe({ identity: { serialNumber: 'EVENTS1' } });
  readonly #url: string;
  readonly #api: ApiClient;
  readonly #tap: BusTap;
  readonly #clock: ForwardClock;
  #deviceId = '';

  constructor(url: string, api: ApiClient, tap: BusTap, clock: ForwardClock) {
    this.#url = url;
    this.#api = api;
    this.#tap = tap;
    this.#clock = clock;
  }

  async firstContact(): Promise<void> {
    await this.#session();
    this.#deviceId = eventSubject(await this.#tap.seen('discovery', ({ type }) => type === 'discovery.completed'));
    this.#cpe.periodic();
    await this.#session();
    this.#cpe.periodic();
    await this.#session();
    await this.#tap.seen('a settled session', ({ type, data }) => type === 'device.informed' && data.settled);
  }

  async commandsThatWork(): Promise<void> {
    await this.#run({ kind: 'set', values: [{ name: INTERVAL, value: '4711' }] });
    await this.#run({ kind: 'get', paths: [INTERVAL] });
    await this.#run({ kind: 'add', objectName: 'Device.NAT.PortMapping.' });
    await this.#run({ kind: 'reboot' });
    await this.#run({
      kind: 'download',
      fileType: '1 Firmware Upgrade Image',
      url: 'http://files.example.net/image-2',
    });
    await this.#run({ kind: 'rpc', request: { method: 'ChangeDUState', operations: [MODULE] } });
  }

  /** By a CPE that really fetches and sends. */
  async filesThatAreHere(): Promise<void> {
    const usual = this.#cpe;
    this.#cpe = new Cpe({ identity: usual.identity, transfers: 'fetch', firstContact: 'boot' });
    await this.#session();
    const { id } = await this.#api.addImage(Buffer.from('the third image'), { version: '3.0.0' });
    await this.#run({ kind: 'download', image: id });
    await this.#run({ kind: 'upload', fileType: '3 Vendor Configuration File' });
    await this.#tap.seen('the file', ({ type }) => type === 'file.received');
    await this.#tap.seen('the end of the download', ({ type }) => type === 'download.ended');
    this.#cpe = usual;
  }

  /** What nobody asked for. */
  async whatTheCpeSays(): Promise<void> {
    const cpe = this.#cpe;
    cpe.changeValue('Device.DeviceInfo.ProvisioningCode', 'CHANGED.BY.USER');
    cpe.kick('login', 'http://portal.example.net/', 'subscriber=1', 'http://portal.example.net/done');
    cpe.requestDownload('1 Firmware Upgrade Image', [{ name: 'Version', value: '3.0.0' }]);
    cpe.finishAutonomousTransfer('http://files.example.net/image-3', '1 Firmware Upgrade Image');
    const time = '2026-01-01T00:00:00Z';
    const stranger = { commandKey: 'of another ACS', faultStruct: { faultCode: 0, faultString: '' } };
    cpe.request({ method: 'TransferComplete', ...stranger, startTime: time, completeTime: time });
    cpe.finishAutonomousDuStateChange({ operation: 'uninstall', uuid: MODULE.uuid }, 'Uninstall');
    await this.#session();
  }

  async whatFails(): Promise<void> {
    this.#cpe.faults.add({ method: 'SetParameterValues', faultCode: 9001, times: 1 });
    await this.#run({ kind: 'set', values: [{ name: INTERVAL, value: '4712' }] });
    await this.#run({ kind: 'getRpcMethods' }, { answer: () => 'empty' });
    const again = await this.#api.queue(this.#deviceId, { kind: 'get', paths: [INTERVAL] });
    this.#cpe.periodic();
    await this.#session({ answer: () => 'wrong-id' });
    await this.#tap.seen('a broken session', ({ type, data }) => type === 'session.ended' && data.reason !== 'done');
    this.#clock.putForward(MINUTE_MS);
    this.#cpe.periodic();
    await this.#session();
    await this.#ended(again);
  }

  async whatIsNotSent(): Promise<void> {
    const unwanted = await this.#api.queue(this.#deviceId, { kind: 'reboot' });
    await this.#api.request('POST', `/commands/${unwanted.id}/cancel`);
    const late = await this.#api.queue(this.#deviceId, { kind: 'reboot', expiresInS: 60 });
    this.#clock.putForward(2 * MINUTE_MS);
    await this.#ended(late);
  }

  async whatIsDeclared(): Promise<void> {
    await this.#api.declare(this.#deviceId, { tags: ['declared'], attributes: { interval: '4713' } });
    await this.#api.publish('events', {
      priority: 1,
      selector: { tags: 'declared' },
      entries: [{ path: INTERVAL, value: `$\{attributes.interval}` }],
    });
    this.#cpe.periodic();
    await this.#session();
    await this.#tap.seen(
      'a condition',
      ({ type, data }) => type === 'condition.changed' && data.condition === 'InSync',
    );
    await this.#api.request('POST', `/devices/${encodeURIComponent(this.#deviceId)}/reconcile`);
    await this.#tap.seen('a request to try again', ({ type }) => type === 'reconcile.requested');
  }

  async upgrade(): Promise<void> {
    const { id: image } = await this.#api.addImage(Buffer.from('the fourth image'), { version: '4.0.0' });
    await RunningRollout.start(this.#api, [this.#deviceId], { image });
    const cpe = new Cpe({ identity: this.#cpe.identity, transfers: 'fetch', firstContact: 'boot' });
    while (cpe.wantsSession()) await runSession(cpe, { url: this.#url });
    await this.#tap.seen(
      'the end of the upgrade',
      ({ type, data }) => type === 'execution.changed' && data.to === 'succeeded',
    );
    await this.#tap.seen('how far it is', ({ type, data }) => type === 'rollout.progressed' && data.succeeded === 1);
    await this.#tap.seen('its end', ({ type, data }) => type === 'rollout.changed' && data.phase === 'completed');
  }

  /** Queues a command and runs sessions until it is final. */
  async #run(command: WantedCommand, options: SessionOptions = {}): Promise<void> {
    const queued = await this.#api.queue(this.#deviceId, command);
    this.#cpe.periodic();
    await this.#session(options);
    while (this.#cpe.wantsSession()) await this.#session();
    await this.#ended(queued);
  }

  async #session(options: SessionOptions = {}): Promise<void> {
    await runSession(this.#cpe, { url: this.#url, ...options });
  }

  async #ended({ id, spec }: ShownCommand): Promise<void> {
    const ends = ['command.completed', 'command.failed', 'command.expired'];
    await this.#tap.seen(
      `the end of ${spec.kind}`,
      ({ type, data }) => ends.includes(type) && 'commandId' in data && data.commandId === id,
    );
  }
}
