import { COLON, isNameChar, isNameStart } from './chars.ts';

/** Where the colon of a name is, or -1; undefined when the whole is no QName (Namespaces in XML 1.0 §4). */
export function colonOf(name: string): number | undefined {
  const colon = name.indexOf(':');
  const localStart = colon + 1;
  if (colon === 0 || !isNameStart(name.charCodeAt(0)) || !isNameStart(name.charCodeAt(localStart))) return undefined;
  for (let i = 1; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (!isNameChar(code) || (code === COLON && i !== colon)) return undefined;
  }
  return colon;
}
