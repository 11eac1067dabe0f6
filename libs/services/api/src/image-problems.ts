import { ProblemError } from './problem-error.ts';

export function noSuchImage(id: string): ProblemError {
  return new ProblemError('image_not_found', `There is no image ${id}.`);
}
