/** The last lines of a text that say something, for an error message. */
export function lastLines(text: string, count = 15): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-count).join('\n');
}
