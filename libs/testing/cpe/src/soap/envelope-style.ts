import type { CwmpNamespace } from '#libs/cwmp';

/** The namespaces of SOAP 1.1 and XML Schema. */
export const SOAP_ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_ENCODING = 'http://schemas.xmlsoap.org/soap/encoding/';
export const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
export const XSD = 'http://www.w3.org/2001/XMLSchema';

/** How a CPE writes its envelopes. The default is the standard's way; the rest is what real devices do. */
export interface EnvelopeStyle {
  readonly namespace: CwmpNamespace;
  /** Prefix of the SOAP envelope; the empty prefix makes it the default namespace. */
  readonly prefix: 'soapenv' | 'SOAP-ENV' | 'soap' | '';
  readonly xmlDeclaration: boolean;
  /** cwmp:SessionTimeout in seconds, on the Inform (CWMP 1.3). */
  readonly sessionTimeoutS?: number;
  /** cwmp:SupportedCWMPVersions, on the Inform (CWMP 1.4). */
  readonly supportedVersions?: string;
  /** Header blocks put in as they are. The prefixes `cwmp` and the envelope's can be used. */
  readonly extraHeaders: string;
  /** Attributes put into the Envelope as they are. */
  readonly extraAttributes: string;
  /** Makes the cwmp:ID of the CPE's own requests; undefined leaves the header out. */
  readonly makeId: (turn: number) => string | undefined;
  /** What the CPE says in `arrayType` about an array of that many elements; undefined leaves the attribute out. */
  readonly arrayCount: (elements: number) => string | undefined;
  /** Leaves `xsi:type` out of values. */
  readonly untypedValues: boolean;
  readonly encoding: 'utf-8' | 'iso-8859-1';
}

export const STANDARD_STYLE: EnvelopeStyle = {
  namespace: 'urn:dslforum-org:cwmp-1-2',
  prefix: 'soapenv',
  xmlDeclaration: true,
  extraHeaders: '',
  extraAttributes: '',
  makeId: (turn) => `cpe-${turn}`,
  arrayCount: String,
  untypedValues: false,
  encoding: 'utf-8',
};
