import type { AcsFault, CpeFault } from './fault.ts';
import type { AcsMessage, CpeMessage } from './message.ts';
import type { CwmpNamespace, CwmpVersion } from './version.ts';

/** A method name that is neither a CPE request nor a response CWMP knows: answered with fault 8000. */
export interface UnknownMethod {
  readonly kind: 'unknown';
  readonly name: string;
}

/** What a CPE put into the Body. */
export type CpeBody =
  | { readonly kind: 'message'; readonly message: CpeMessage }
  | { readonly kind: 'fault'; readonly fault: CpeFault }
  | UnknownMethod;

/** A decoded envelope from a CPE. */
export interface CpeEnvelope {
  readonly namespace: CwmpNamespace;
  /** cwmp:ID verbatim (white space, case); absent when the CPE sent none. */
  readonly id?: string;
  /** cwmp:SessionTimeout in seconds (CWMP 1.3). */
  readonly sessionTimeoutS?: number;
  /** cwmp:SupportedCWMPVersions as listed (CWMP 1.4). Versions we do not know are kept. */
  readonly supportedVersions?: readonly string[];
  readonly body: CpeBody;
}

/** What the ACS puts into the Body. */
export type AcsBody =
  | { readonly kind: 'message'; readonly message: AcsMessage }
  | { readonly kind: 'fault'; readonly fault: AcsFault };

/** An envelope to be written by the ACS. */
export interface AcsEnvelope {
  readonly namespace: CwmpNamespace;
  readonly id?: string;
  /** cwmp:HoldRequests; left out when undefined. */
  readonly holdRequests?: boolean;
  /** cwmp:UseCWMPVersion, only in answer to SupportedCWMPVersions. */
  readonly useVersion?: CwmpVersion;
  readonly body: AcsBody;
}
