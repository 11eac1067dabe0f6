/** Who a client certificate says its holder is; the holder has proved to have the key, and the chain holds. */
export interface ClientCertificate {
  /** The names in it, each with the place where it stands: `CN=…`, `DNS=…`, `URI=…`, `IP=…`, `EMAIL=…`. */
  readonly names: readonly string[];
  /** SHA-256 of the certificate, in hexadecimal; empty where a proxy told the names alone. */
  readonly fingerprint: string;
  /** The OUIs for which its CA may speak; undefined for all. */
  readonly ouis?: readonly string[];
}

/** The other end of a connection, as far as it is known before anything that it says was read. */
export interface Peer {
  /** IPv4 or IPv6; an IPv4 address mapped into IPv6 is IPv4. Empty where it has none any more. */
  readonly address: string;
  /** What counts as one sender: the address, or of IPv6 its /64. */
  readonly network: string;
  /** Whether nobody on the way could read along: TLS, which ends here or at a trusted proxy. */
  readonly secure: boolean;
  /** Absent where none was shown. */
  readonly certificate?: ClientCertificate;
}
