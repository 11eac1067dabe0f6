import { type Difference, valueStamp } from './diff.ts';

/** What a difference is about, as refusals and troubles name it: a path, or the name of a row. */
export function subjectOf(difference: Difference): string {
  switch (difference.what) {
    case 'missingRow':
    case 'ambiguous':
      return difference.row.name;
    case 'attribute':
      return attributeSubject(difference.path);
    default:
      return difference.path;
  }
}

/** A parameter whose value is taken may still refuse a notification (9009). */
export function attributeSubject(path: string): string {
  return `${path}#notification`;
}

/** Stands for what is wanted: a trouble with another wish does not count. */
export function wishStamp(difference: Difference): string {
  switch (difference.what) {
    case 'value':
      return valueStamp(difference.value);
    case 'attribute':
      return String(difference.notification);
    default:
      return difference.what;
  }
}
