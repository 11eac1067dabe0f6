import { Cpe, simulatedSerial } from '#libs/testing/cpe';

/** Apart from the devices of every other measurement. */
const FIRST_SERIAL = 500_000;

/** Serial number of the nth of the devices that nobody else uses. */
export function spareSerial(n: number): string {
  return simulatedSerial(FIRST_SERIAL + n);
}

/** The periodic Inform of the first of them; those of the others differ in the serial number only. */
export function spareInform() {
  const cpe = new Cpe({ identity: { serialNumber: spareSerial(0) }, firstContact: 'none' });
  cpe.periodic();
  return cpe.beginSession().inform;
}
