import { z } from 'zod';

/** So that no slip of the hand sends a fleet away. */
export const ConfirmAcsUrl = z
  .string()
  .max(256)
  .describe(
    'The ManagementServer.URL that is set here, once more: needed where its host is none of MUSTER_API_ACS_HOSTS, as a device that was sent to another ACS can not be called back.',
  );
