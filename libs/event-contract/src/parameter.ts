import { z } from 'zod';
import { named } from './named.ts';
import { VALUE_TYPES } from './vocabulary.ts';

export const ValueType = named(
  'ValueType',
  z.enum(VALUE_TYPES).describe('XML Schema type of a value, as CWMP sends it in xsi:type.'),
);

export const ParameterValue = named(
  'ParameterValue',
  z
    .object({
      name: z.string().describe('Full path of the parameter.'),
      value: z
        .string()
        .describe(
          'As text, exactly as it stood on the wire. Of a secret, a mark that tells only whether it is the same as before.',
        ),
      type: ValueType,
    })
    .describe('A value that the CPE reported (ParameterValueStruct).'),
);
