import type { AcsRequest } from '#libs/cwmp';
import { type DeviceId, type EventDraft, faultWithout, replaceSecrets, secretsIn } from '#libs/domain';
import type { Vault } from '#libs/platform';

/**
 * What a CPE said, as everybody behind the gateway may know it: each secret is a mark that tells only whether it is the same
 * as before, and a fault does not repeat the secrets of the request it answers.
 */
export class HideSecrets {
  constructor(private readonly vault: Vault) {}

  in(draft: EventDraft, deviceId: DeviceId, answers?: AcsRequest): EventDraft {
    const told = withQuietFault(draft, answers);
    const data = replaceSecrets(told.data, (secret, name) => this.vault.mark(secret, deviceId, name));
    return data === told.data ? told : ({ ...told, data } as EventDraft);
  }
}

function withQuietFault(draft: EventDraft, request: AcsRequest | undefined): EventDraft {
  if (draft.type !== 'rpc.answered' || draft.data.answer.kind !== 'fault') return draft;
  const { answer } = draft.data;
  return {
    ...draft,
    data: { ...draft.data, answer: { ...answer, fault: faultWithout(answer.fault, secretsIn(request)) } },
  };
}
