import { z } from 'zod';

// XML 1.0 §2.2: what no escaping can bring into a document; of the control characters the upper ones may stand in it.
const unsendable = /(?![\t\n\r\u007F-\u009F])\p{Cc}|[\uFFFE\uFFFF]/u;

/** Text that can stand in an XML document. */
export function wireText(max: number): z.ZodString {
  return z
    .string()
    .max(max)
    .refine((text) => text.isWellFormed() && !unsendable.test(text), 'has a character that XML cannot carry');
}

/** A number of CWMP's type unsignedInt. */
export function unsignedInt(max = 4_294_967_295): z.ZodInt {
  return z.int().min(0).max(max);
}

const userInfo = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i;

/** The URL of a file server. TR-069 A.3.2.8: credentials have arguments of their own and must not stand in the URL. */
export function fileUrl(max: number): z.ZodString {
  return wireText(max)
    .refine((text) => URL.canParse(text) && /^(?:https?|ftps?|sftp|tftp):\/\//i.test(text) && !/\s/.test(text), {
      error: 'must be an absolute URL that begins with http, https, ftp, ftps, sftp or tftp',
      abort: true,
    })
    .refine((text) => !userInfo.test(text), 'must not hold a user name or password: give username and password');
}
