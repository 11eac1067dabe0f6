import { parseArgs } from 'node:util';
import { eventSubject } from '#libs/domain';
import type { StoredLetter } from './dead-letter.ts';
import type { DeadLetterTopic } from './dead-letter-topic.ts';
import { letterTable, letterText } from './letter-text.ts';

export const dlqUsage = `Dead letters: events that a group of Muster gave up.

  list    [--group GROUP] [--limit 50]              one line each, the oldest first
  show    ID                                        everything about one
  replay  ID... | --group GROUP [--limit 50]        hands them to their group again
  discard ID... | --group GROUP [--limit 50]        throws them away

  --brokers HOST:PORT,...   Kafka (MUSTER_KAFKA_BROKERS, else 127.0.0.1:9092)
  --prefix PREFIX           of the topics (MUSTER_KAFKA_TOPIC_PREFIX)
  --dry-run                 says what would be done

TLS and the login are those of MUSTER_KAFKA_TLS, _CA_FILE, _LOGIN, _USER and _PASSWORD.`;

/** What was asked for at the command line. */
export interface DlqRequest {
  readonly command: 'list' | 'show' | 'replay' | 'discard';
  readonly ids: readonly string[];
  readonly group?: string;
  readonly limit: number;
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly dryRun: boolean;
}

/** Throws with a sentence for the person at the terminal. */
export function parseDlqRequest(args: readonly string[], unsaid: Pick<DlqRequest, 'brokers' | 'prefix'>): DlqRequest {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      group: { type: 'string' },
      limit: { type: 'string', default: '50' },
      brokers: { type: 'string', default: unsaid.brokers.join(',') },
      prefix: { type: 'string', default: unsaid.prefix },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const [command, ...ids] = positionals;
  const { group, limit, brokers, prefix } = values;
  if (command !== 'list' && command !== 'show' && command !== 'replay' && command !== 'discard') {
    throw new Error(command === undefined ? 'What is to be done?' : `There is no command ${command}.`);
  }
  if (!/^[1-9]\d{0,5}$/.test(limit)) throw new Error('--limit is a number from 1.');
  if (command === 'show' && ids.length !== 1) throw new Error('show needs one ID.');
  if ((command === 'replay' || command === 'discard') && ids.length > 0 === (group !== undefined)) {
    throw new Error(`${command} needs either IDs or a --group.`);
  }
  return {
    command,
    ids,
    ...(group === undefined ? {} : { group }),
    limit: Number(limit),
    brokers: brokers.split(',').map((broker) => broker.trim()),
    prefix,
    dryRun: values['dry-run'],
  };
}

/** Does what was asked for, line by line; false when something was not found. */
export async function runDlqRequest(
  request: DlqRequest,
  letters: DeadLetterTopic,
  print: (text: string) => void,
): Promise<boolean> {
  const { command, ids, group, limit } = request;
  if (command === 'list') {
    print(letterTable(await letters.list(limit, group)));
    return true;
  }
  const chosen =
    group === undefined
      ? await findAll(ids, letters)
      : (await letters.list(limit, group)).map((letter) => ({ id: letter.id, letter }));
  const results: boolean[] = [];
  for (const { id, letter } of chosen) results.push(await handleOne(request, id, letter, letters, print));
  if (chosen.length === 0) print('no dead letters');
  return !results.includes(false);
}

type Chosen = { readonly id: string; readonly letter: StoredLetter | undefined };

async function findAll(ids: readonly string[], letters: DeadLetterTopic): Promise<readonly Chosen[]> {
  const chosen: Chosen[] = [];
  for (const id of ids) chosen.push({ id, letter: await letters.find(id) });
  return chosen;
}

async function handleOne(
  { command, dryRun }: DlqRequest,
  id: string,
  letter: StoredLetter | undefined,
  letters: DeadLetterTopic,
  print: (text: string) => void,
): Promise<boolean> {
  if (letter === undefined) {
    print(`${id}: not found`);
    return false;
  }
  if (command === 'show') {
    print(letterText(letter));
    return true;
  }
  if (command === 'replay' && letter.event === undefined) {
    print(`${id}: is not an event, and can only be discarded`);
    return false;
  }
  const what = `${id}: ${letter.event?.type ?? 'not an event'} of ${letter.event ? eventSubject(letter.event) : '-'}`;
  if (dryRun) {
    print(`${what} would be ${command}ed`);
    return true;
  }
  if (command === 'replay') await letters.replay(id);
  else await letters.discard(id);
  print(`${what} ${command}ed`);
  return true;
}
