import { type CpeOptions, simulatedSerial } from '../cpe-options.ts';
import { Fleet } from '../fleet/fleet.ts';
import { makeCpes } from '../fleet/make-cpes.ts';
import { ConnectionRequestServer } from '../http/connection-request-server.ts';
import { type CliOptions, cliOptions, HELP, UsageError } from './cli-options.ts';
import { plural } from './describe.ts';
import { FEW, type Output, Reporter } from './reporter.ts';
import { tlsReader } from './tls-reader.ts';

/** Runs the command line until it is done or `stop` resolves. The result is the exit code. */
export async function runCli(args: readonly string[], output: Output, stop: Promise<unknown>): Promise<number> {
  try {
    const options = cliOptions(args);
    if (options === 'help') output.write(HELP);
    else return await simulate(options, output, stop);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.write(`${error.message}\nSee --help.\n`);
    return 2;
  }
}

async function simulate(options: CliOptions, output: Output, stop: Promise<unknown>): Promise<number> {
  const reporter = new Reporter(output, options.url, options.verbose);
  const server = new ConnectionRequestServer((cpe) => fleet.nudge(cpe));
  const fleet = makeFleet(options, reporter, await server.listen());
  for (const [index, cpe] of fleet.cpes.entries()) server.add(`/${options.first + index}`, cpe);
  const { count, model, url } = options;
  reporter.line(`${plural(count, 'simulated CPE')} (${model}) → ${url}   Ctrl-C ends`);
  const ticker = count > FEW ? setInterval(() => reporter.summary(fleet), 1_000) : undefined;
  try {
    fleet.start();
    await Promise.race([stop, fleet.finished]);
  } finally {
    clearInterval(ticker);
    await fleet.stop();
    await server.close();
  }
  reporter.summary(fleet);
  return options.once && fleet.stats.outcomes.get('completed') !== count ? 1 : 0;
}

function makeFleet(options: CliOptions, reporter: Reporter, base: string): Fleet {
  const isFew = options.count <= FEW;
  const cpes = makeCpes({ ...options, each: (n) => deviceOptions(options, n, `${base}${n}`) });
  return new Fleet(cpes, {
    concurrency: options.concurrency,
    rampUpMs: options.rampUpS * 1_000,
    once: options.once,
    tlsOf: tlsReader(options),
    ...(isFew ? { onExchange: (cpe, exchange) => reporter.exchange(cpe, exchange) } : {}),
    onEnd: (cpe, log) => {
      reporter.hint(log);
      if (isFew) reporter.end(cpe, log);
    },
  });
}

function deviceOptions(options: CliOptions, n: number, connectionRequestUrl: string): CpeOptions {
  const personal = (text: string): string => text.replaceAll('%s', simulatedSerial(n));
  const { intervalS, username, password } = options;
  return {
    connectionRequestUrl,
    keepLedger: false,
    firstContact: options.boot ? 'boot' : 'bootstrap',
    transfers: options.fetch ? 'fetch' : 'simulate',
    upgrades: options.upgrades,
    factoryValues: {
      'ManagementServer.URL': options.url,
      ...(intervalS === undefined ? {} : { 'ManagementServer.PeriodicInformInterval': String(intervalS) }),
      ...(username === undefined ? {} : { 'ManagementServer.Username': personal(username) }),
      ...(password === undefined ? {} : { 'ManagementServer.Password': personal(password) }),
    },
  };
}
