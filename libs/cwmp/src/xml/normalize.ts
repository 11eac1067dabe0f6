/** XML 1.0 §2.11: a reader sees every line end as one line feed. */
export function normalizeLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** XML 1.0 §3.3.3: white space written literally in an attribute value reads as spaces. Before references are replaced. */
export function normalizeAttributeValue(raw: string): string {
  return raw.replace(/[\t\n]/g, ' ');
}
