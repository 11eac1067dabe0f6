import { z } from 'zod';
import { API_LIMITS, LIMITS } from './limits.ts';
import { named } from './named.ts';
import { Next, Timestamp } from './scalars.ts';
import { FileType } from './transfer.ts';

export const IMAGE_STATES = ['draft', 'released', 'quarantined'] as const;

export const ImageId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of an image: 64 lower-case hexadecimal digits')
  .describe('SHA-256 of the file: the same file is the same image.');

export const UploadId = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be the id of an upload, of 26 characters')
  .describe('Id of the upload.');

const Version = z.string().max(64);

const ImageFit = named(
  'ImageFit',
  z
    .strictObject({
      manufacturer: z.string().max(64).exactOptional(),
      oui: z.string().max(6).exactOptional(),
      productClass: z.string().max(64).exactOptional(),
      hardwareVersion: z.string().max(64).exactOptional(),
      from: z
        .union([
          z.strictObject({ versions: z.array(Version).min(1).max(API_LIMITS.imageVersions) }),
          z.strictObject({ atLeast: Version.exactOptional(), atMost: Version.exactOptional() }),
        ])
        .exactOptional()
        .describe('Versions over which it may be installed; any when absent. Both ends are in it.'),
    })
    .meta({ description: 'Devices that an image is for. A member that is absent makes no difference.' }),
);

/** What people say about an image. */
const written = {
  name: z.string().max(128),
  version: Version.describe('SoftwareVersion of a device that runs it.'),
  aliases: z.array(Version).max(API_LIMITS.imageVersions).describe('Other texts by which devices report that version.'),
  fits: z.array(ImageFit).max(API_LIMITS.imageFits).describe('Devices that it is for; for none while there is none.'),
  releaseNotes: z.string().max(API_LIMITS.imageNotes),
  signature: z
    .string()
    .max(API_LIMITS.imageSignature)
    .describe('Detached, base64, kept beside the file; the CPE checks its own.'),
};

export const Image = named(
  'Image',
  z
    .object({
      id: ImageId,
      revision: z.int(),
      size: z.int().describe('Bytes.'),
      ...written,
      fileType: z.string(),
      signature: written.signature.exactOptional(),
      state: z
        .enum(IMAGE_STATES)
        .describe(
          'draft: is sent to nobody yet. released: may be sent. quarantined: is sent and served to nobody any more.',
        ),
      reason: z.string().exactOptional().describe('Why it is quarantined.'),
      createdAt: Timestamp,
    })
    .meta({ description: 'A file for CPEs, and what is known about it.' }),
);
export type Image = z.infer<typeof Image>;

export const ImageList = named(
  'ImageList',
  z.object({ images: z.array(Image).describe('By id.'), next: Next.exactOptional() }),
);

export const ImagePatch = named(
  'ImagePatch',
  z
    .strictObject({
      name: written.name.exactOptional(),
      version: written.version.exactOptional(),
      aliases: written.aliases.exactOptional(),
      fits: written.fits.exactOptional(),
      releaseNotes: written.releaseNotes.exactOptional(),
      signature: written.signature.exactOptional(),
    })
    .meta({ description: 'What changes. Of a released image only `name` and `releaseNotes` may.' }),
);

export const NewImage = named(
  'NewImage',
  z
    .strictObject({
      sha256: ImageId.describe('Of the whole file: what was uploaded must have it.'),
      name: written.name.default(''),
      version: written.version.default(''),
      aliases: written.aliases.default([]),
      fileType: FileType.default('1 Firmware Upgrade Image'),
      fits: written.fits.default([]),
      releaseNotes: written.releaseNotes.default(''),
      signature: written.signature.exactOptional(),
    })
    .meta({ description: 'What an upload becomes.' }),
);
export type NewImage = z.output<typeof NewImage>;

export const Quarantine = named(
  'Quarantine',
  z.strictObject({ reason: z.string().min(1).max(API_LIMITS.message).describe('For whoever wonders.') }),
);

export const Upload = named(
  'Upload',
  z
    .object({ id: UploadId, offset: z.int().describe('Bytes that are kept: go on there.') })
    .meta({ description: 'A file on its way here. It is given up after a day without more.' }),
);

/** Query of an image that comes in one request. */
export const imageQuery = z.strictObject({
  sha256: ImageId.exactOptional().describe('Of the file: another one is refused.'),
  name: written.name.default('').describe('Name.'),
  version: written.version.default('').describe('SoftwareVersion of a device that runs it.'),
  fileType: FileType.default('1 Firmware Upgrade Image'),
});

export const ReceivedFile = named(
  'ReceivedFile',
  z
    .object({
      commandId: z
        .string()
        .describe('The command that asked for it: the file is at `/api/v1/commands/{commandId}/file`.'),
      deviceId: z.string(),
      fileType: z.string().max(LIMITS.fileType),
      size: z.int().describe('Bytes.'),
      sha256: z.string(),
      receivedAt: Timestamp,
    })
    .meta({ description: 'A file that a CPE sent.' }),
);

export const ReceivedFileList = named(
  'ReceivedFileList',
  z.object({ files: z.array(ReceivedFile).describe('Newest command first.'), next: Next.exactOptional() }),
);
