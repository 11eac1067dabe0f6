import { z } from 'zod';
import type { EventTable } from './event-table.ts';
import { rpcSent } from './rpc-sent.ts';
import { SessionId } from './scalars.ts';

export const sessionEvents = {
  'session.ended': {
    summary: 'A session has ended; not published for a settled device.',
    detail: 'For a settled device it is published only when the session did not end as it should.',
    senders: ['gateway'],
    schema: z.object({
      sessionId: SessionId,
      reason: z
        .enum(['done', 'timeout', 'superseded', 'protocol_error', 'shutdown'])
        .describe(
          'done: it ended as it should. timeout: the CPE fell silent. superseded: the CPE began another one. protocol_error: the CPE broke the rules. shutdown: the gateway was stopped.',
        ),
      detail: z.string().exactOptional().describe('What the protocol error was.'),
      durationMs: z.int().describe('Milliseconds from the Inform to the end.'),
      rpcs: z.int().describe('RPCs that were sent.'),
      inFlight: z.object(rpcSent).exactOptional().describe('The RPC whose answer never came.'),
    }),
  },
} as const satisfies EventTable;
