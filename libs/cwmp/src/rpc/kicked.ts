/** Kicked says that a user of the CPE asked for the ACS (A.4.2.1). Deprecated. */
export interface Kicked {
  readonly method: 'Kicked';
  readonly command: string;
  readonly referer: string;
  readonly arg: string;
  readonly next: string;
}

export interface KickedResponse {
  readonly method: 'KickedResponse';
  readonly nextUrl: string;
}
