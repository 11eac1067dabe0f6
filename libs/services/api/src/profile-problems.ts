import type { ProfileProblem } from '#libs/domain';
import { ProblemError } from './problem-error.ts';

export function noSuchProfile(name: string): ProblemError {
  return new ProblemError('profile_not_found', `There is no profile ${name}. It appears with its first revision.`);
}

export function noSuchRevision(name: string, number: number): ProblemError {
  return new ProblemError('profile_not_found', `There is no revision ${number} of a profile ${name}.`);
}

export function refusedProfile(problems: readonly ProfileProblem[]): ProblemError {
  return new ProblemError('invalid_profile', undefined, { problems });
}
