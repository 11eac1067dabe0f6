import { z } from 'zod';
import { AuditPage } from './audit.ts';
import { limit } from './request-parts.ts';
import type { Route } from './route.ts';

const number = z.coerce.number().int().min(0);

export const auditRoutes = {
  listAudit: {
    method: 'get',
    path: '/api/v1/audit',
    tag: 'Audit',
    summary: 'Read the audit log',
    description:
      'Newest first; with `after` the oldest first, as it is proved. Every change that is asked for here is in it before it is made. `npm run audit -- verify` says whether anything was changed since.',
    query: z.strictObject({
      before: number.exactOptional().describe('Links before this number.'),
      after: number.exactOptional().describe('Links behind this number, the oldest first.'),
      limit: limit(50, 500),
    }),
    responses: { 200: { description: 'A page.', schema: AuditPage } },
    problems: [],
  },
} as const satisfies Readonly<Record<string, Route>>;
