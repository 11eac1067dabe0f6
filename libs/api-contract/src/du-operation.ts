import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { named } from './named.ts';
import { Password, UserName } from './transfer.ts';
import { fileUrl, wireText } from './wire-text.ts';

const Uuid = z.string().regex(/^[0-9A-Fa-f-]{36}$/, 'must be a UUID of 36 characters');
const Version = wireText(LIMITS.duVersion);
const Url = fileUrl(LIMITS.duUrl);
const ExecutionEnv = wireText(LIMITS.path).describe('Path of the execution environment; absent: the CPE chooses.');

/** InstallOpStruct, UpdateOpStruct and UninstallOpStruct (TR-069 A.4.1.10). */
export const DuOperation = named(
  'DuOperation',
  z
    .discriminatedUnion('operation', [
      z.strictObject({
        operation: z.literal('install'),
        url: Url,
        uuid: Uuid.exactOptional(),
        username: UserName.exactOptional(),
        password: Password.exactOptional(),
        executionEnvRef: ExecutionEnv.exactOptional(),
      }),
      z.strictObject({
        operation: z.literal('update'),
        uuid: Uuid.exactOptional(),
        version: Version.exactOptional(),
        url: Url.exactOptional(),
        username: UserName.exactOptional(),
        password: Password.exactOptional(),
      }),
      z.strictObject({
        operation: z.literal('uninstall'),
        uuid: Uuid,
        version: Version.exactOptional(),
        executionEnvRef: ExecutionEnv.exactOptional(),
      }),
    ])
    .meta({ description: 'What to do with a software module. An update without uuid and url updates all.' }),
);
