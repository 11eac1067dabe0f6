/** CWMP protocol versions, oldest first (TR-069 Amendment 1 … 6). */
export const CWMP_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type CwmpVersion = (typeof CWMP_VERSIONS)[number];

/**
 * The envelope's namespace as it was written by the CPE. Only 1-0, 1-1 and 1-2 exist in the standard;
 * 1-3 and 1-4 are sent by some CPEs by mistake and are echoed to just those.
 */
export const CWMP_NAMESPACES = [
  'urn:dslforum-org:cwmp-1-0',
  'urn:dslforum-org:cwmp-1-1',
  'urn:dslforum-org:cwmp-1-2',
  'urn:dslforum-org:cwmp-1-3',
  'urn:dslforum-org:cwmp-1-4',
] as const;
export type CwmpNamespace = (typeof CWMP_NAMESPACES)[number];
