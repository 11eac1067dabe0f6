import { z } from 'zod';
import { CpeResponse } from './cpe-response.ts';
import type { EventTable } from './event-table.ts';
import { CpeFault } from './fault.ts';
import { rpcSent } from './rpc-sent.ts';
import { Gateway } from './scalars.ts';

export const rpcEvents = {
  'rpc.sent': {
    summary: 'An RPC is about to go to the CPE.',
    detail: 'For an RPC that must not run twice it is durable before the RPC is sent.',
    internal: true,
    senders: ['gateway'],
    schema: z.object(rpcSent),
  },
  'rpc.answered': {
    summary: 'The CPE answered an RPC.',
    detail: 'The whole answer but for secrets that were read: marks stand for them.',
    internal: true,
    senders: ['gateway'],
    schema: z.object({
      ...rpcSent,
      gateway: Gateway,
      answer: z
        .discriminatedUnion('kind', [
          z.object({ kind: z.literal('response').describe('It was done.'), response: CpeResponse }),
          z.object({ kind: z.literal('fault').describe('It was refused.'), fault: CpeFault }),
          z.object({
            kind: z.literal('declined').describe('An empty POST came instead of an answer: the CPE does not do this.'),
          }),
        ])
        .describe('What the CPE answered.'),
      bytes: z.int().describe("Size of the CPE's message in bytes."),
      durationMs: z.int().describe('Milliseconds between request and answer.'),
    }),
  },
} as const satisfies EventTable;
