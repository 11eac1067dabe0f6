import { type Cpe, STANDARD_STYLE, writeEnvelope } from '#libs/testing/cpe';

/** The Inform that a device sends periodically as it is now. */
export function periodicInform(cpe: Cpe): string {
  cpe.periodic();
  const { inform } = cpe.beginSession();
  return writeEnvelope({ message: inform }, 'cpe-0', STANDARD_STYLE);
}
