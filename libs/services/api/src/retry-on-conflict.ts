import { RevisionConflict } from '#libs/domain';

const tries = 3;

/** Loads, decides and saves again when somebody else saved meanwhile; after three times the conflict is the caller's. */
export async function retryOnConflict<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RevisionConflict) || tried === tries) throw error;
    }
  }
}
