import { z } from 'zod';
import { RpcOwner, SessionId } from './scalars.ts';
import { ACS_METHODS } from './vocabulary.ts';

/** Members that say which RPC is meant. */
export const rpcSent = {
  sessionId: SessionId,
  commandId: RpcOwner,
  step: z.int().describe('Which RPC of its command it is, from 0 on.'),
  method: z.enum(ACS_METHODS).describe('The RPC.'),
} as const;
