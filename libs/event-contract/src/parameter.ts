import { z } from 'zod';
import { named } from './named.ts';
import { secret } from './secret.ts';
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
      value: secret(
        z.string().describe('As text, exactly as it stood on the wire. Empty where a secret is not shown.'),
      ),
      type: ValueType,
    })
    .describe('A value that the CPE reported (ParameterValueStruct).'),
);
