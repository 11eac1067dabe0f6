import { z } from 'zod';
import { named } from './named.ts';

export const DeviceIdentity = named(
  'DeviceIdentity',
  z
    .object({
      manufacturer: z.string().describe('Name of the maker.'),
      oui: z.string().describe('Organizationally unique identifier of the maker: six hexadecimal digits, upper case.'),
      productClass: z.string().describe('Product; may be empty.'),
      serialNumber: z.string().describe('Unique within maker and product.'),
    })
    .describe('Who the CPE says it is (DeviceIdStruct, TR-069 A.3.3.1).'),
);
