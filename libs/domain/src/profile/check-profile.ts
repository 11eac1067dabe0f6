import { capabilityProblems } from './capability-problems.ts';
import { conflicts, contradictions } from './conflicts.ts';
import { modelProblems } from './model-problems.ts';
import type { ProfileDocument, ProfileRevision } from './profile.ts';
import type { CapabilityFacts, ModelFacts } from './profile-facts.ts';
import { PROFILE_LIMITS, type ProfileProblem } from './profile-problem.ts';
import { secretProblems } from './secret-problems.ts';

/** What a profile is checked against. */
export interface ProfileWorld {
  /** Revisions in force of other profiles. */
  readonly others: readonly ProfileRevision[];
  readonly capabilities: CapabilityFacts;
  readonly models: ModelFacts;
}

/** Why a profile that is well-formed can't be as it is: at most `PROFILE_LIMITS.problems`. */
export function checkProfile(document: ProfileDocument, world: ProfileWorld): readonly ProfileProblem[] {
  const problems = document.entries.flatMap((entry, index) => {
    const pointer = `/entries/${index}`;
    if (entry.capability !== undefined) return capabilityProblems(entry, entry.capability, pointer, world.capabilities);
    return modelProblems(entry, pointer, world.models);
  });
  const { capabilities, others } = world;
  const exposed = secretProblems(document.entries, capabilities);
  const meetings = [...contradictions(document, capabilities), ...conflicts(document, others, capabilities)];
  return [...problems, ...exposed, ...meetings].slice(0, PROFILE_LIMITS.problems);
}
