import { stringify } from 'yaml';
import { asyncApiDocument } from './asyncapi-document.ts';

const HEAD = '# The events of Muster as AsyncAPI 3.0. This file is generated (`npm run docs`).\n';

/** `docs/asyncapi.yaml`. */
export function asyncApiPage(): string {
  return HEAD + stringify(asyncApiDocument(), { lineWidth: 120, aliasDuplicateObjects: false });
}
