import { readFileSync } from 'node:fs';
import type { KafkaAccess } from './kafka-client.ts';

/** How Kafka lets this process in: `plain` shows the password as it is, so it wants TLS. */
export interface KafkaEntry {
  readonly tls: boolean;
  /** PEM of the CAs that may have signed what brokers show; by default those that Node trusts. */
  readonly caFile?: string;
  readonly login: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username?: string;
  readonly password?: string;
}

/** The same as kafkajs wants it. Throws when the file of the CAs can't be read. */
export function entryOf(entry: KafkaEntry): Pick<KafkaAccess, 'ssl' | 'sasl'> {
  const { tls, caFile, login, username = '', password = '' } = entry;
  return {
    ...(tls ? { ssl: caFile === undefined ? true : { ca: [readFileSync(caFile, 'utf8')] } } : {}),
    ...(login === 'none' ? {} : { sasl: { mechanism: login, username, password } as KafkaAccess['sasl'] & object }),
  };
}
