/** Lengths that the schema of CWMP fixes (cwmp-1-4.xsd): a CPE may refuse what is longer. */
export const LIMITS = {
  commandKey: 32,
  parameterKey: 32,
  path: 256,
  fileType: 64,
  url: 256,
  duUrl: 1_024,
  credential: 256,
  fileName: 256,
  accessListEntry: 64,
  optionName: 64,
  uuid: 36,
  duVersion: 32,
  windowMode: 64,
  userMessage: 256,
  unsignedInt: 4_294_967_295,
} as const;

/** Limits of this API. */
export const API_LIMITS = {
  /** Parameters in one command. */
  parameters: 500,
  value: 65_536,
  vouchers: 16,
  voucher: 65_536,
  duOperations: 32,
  filter: 8_192,
  /** Attributes of a device, and secrets of one. */
  attributes: 64,
  attribute: 1_024,
  secret: 4_096,
  /** Lines of one import, and characters of a line. */
  importLines: 100_000,
  importLine: 65_536,
  /** Of a revision of a profile. */
  message: 2_000,
  author: 200,
  tags: 64,
  tag: 64,
  imageVersions: 200,
  imageFits: 200,
  imageNotes: 65_536,
  imageSignature: 65_536,
  waitS: 60,
  expiresInS: 30 * 86_400,
} as const;
