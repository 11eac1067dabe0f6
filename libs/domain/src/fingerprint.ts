/** Two 32-bit multiplicative hashes run side by side: 64 bits, quick for short texts; not against an adversary. */
export class Fingerprint {
  private a = 0x9e3779b9;
  private b = 0x85ebca6b;

  add(text: string): void {
    let a = this.a;
    let b = this.b;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
      b ^= b >>> 13;
    }
    // The end of each text counts, so that ("ab","c") and ("a","bc") differ.
    this.a = Math.imul(a ^ 0x10001, 0x01000193);
    this.b = Math.imul(b ^ 0x10001, 0x5bd1e995);
  }

  /** At most 14 letters and digits. */
  text(): string {
    return (this.a >>> 0).toString(36) + (this.b >>> 0).toString(36).padStart(7, '0');
  }
}
