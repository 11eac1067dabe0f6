import { z } from 'zod';
import { named } from './named.ts';

export const CpeFault = named(
  'CpeFault',
  z
    .object({
      faultCode: z.int().describe('9xxx; 0 when the CPE sent a plain SOAP fault without a code.'),
      faultString: z.string().describe('The words of the CPE.'),
      parameterFaults: z
        .array(
          z.object({
            parameterName: z.string().describe('The parameter that was refused.'),
            faultCode: z.int().describe('Why, 9xxx.'),
            faultString: z.string().describe('The words of the CPE.'),
          }),
        )
        .describe('The parameters that a SetParameterValues failed for.'),
    })
    .describe('What the CPE refused (TR-069 A.5.1).'),
);

export const FaultStruct = named(
  'FaultStruct',
  z
    .object({
      faultCode: z.int().describe('0: success; otherwise 9xxx.'),
      faultString: z.string().describe('The words of the CPE; empty on success.'),
    })
    .describe('How a transfer or an operation on a software module ended (TR-069 A.5.1).'),
);
