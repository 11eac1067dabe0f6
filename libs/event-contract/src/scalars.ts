import { z } from 'zod';

export const SessionId = z.string().describe('The CWMP session in which it happened.');
export const Gateway = z.string().describe('The gateway that has the session.');
export const CommandId = z.string().describe('26 characters that sort by time of creation.');
export const RpcOwner = z.string().describe('The command; where a rollout asks, `F.` and the rollout.');
export const Method = z.string();

/** A dateTime in the words of the CPE: not always RFC 3339, and not always there. */
export function cpeTime(meaning: string): z.ZodString {
  return z.string().describe(`${meaning} By the CPE's clock, as it wrote it; \`0001-01-01T00:00:00Z\`: unknown.`);
}
