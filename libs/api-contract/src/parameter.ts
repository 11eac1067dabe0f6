import { z } from 'zod';
import { named } from './named.ts';
import { Timestamp } from './scalars.ts';
import { ValueType } from './wanted-value.ts';

const facts = {
  value: z
    .string()
    .exactOptional()
    .describe('As it stood on the wire. Absent while it was not read, and where `hidden`.'),
  type: ValueType.exactOptional(),
  writable: z.boolean().exactOptional().describe('Settable; for a row: deletable; for a table: rows can be added.'),
  readAt: Timestamp.exactOptional(),
  hidden: z.literal(true).exactOptional().describe('It is a secret: its value is not shown.'),
} as const;

export const Parameter = named(
  'Parameter',
  z.object({ path: z.string().describe('Objects end in a dot and have no value.'), ...facts }).meta({
    description: 'A parameter or object as the CPE reported it.',
  }),
);
export type Parameter = z.infer<typeof Parameter>;

export interface ParameterNode {
  value?: string;
  type?: z.infer<typeof ValueType>;
  writable?: boolean;
  readAt?: string;
  hidden?: true;
  children?: Record<string, ParameterNode>;
}

export const ParameterNode: z.ZodType<ParameterNode> = named(
  'ParameterNode',
  z
    .object({
      ...facts,
      get children() {
        return z.record(z.string(), ParameterNode).exactOptional();
      },
    })
    .meta({ description: 'A parameter, or an object with what is in it.' }),
);

const next = z.string().exactOptional().describe('Give this as `after` to go on. Absent when nothing is left.');

export const ParameterList = named('ParameterList', z.object({ parameters: z.array(Parameter), next }));
export const ParameterTree = named(
  'ParameterTree',
  z.object({ path: z.string().describe('Of the node `tree`; empty for the root.'), tree: ParameterNode, next }),
);
