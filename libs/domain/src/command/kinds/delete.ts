import { type CommandProgram, completed, finish, type Learnt, refused } from '../program.ts';

/** Removes a row. That it is not there (9005) is what was wanted, so a lost answer does no harm either. */
export const deleteRow: CommandProgram<'delete'> = {
  next(command, { device }) {
    const { objectName } = command.spec;
    const request = { method: 'DeleteObject', objectName, parameterKey: device.parameterKey } as const;
    return { do: 'send', request, idempotent: true };
  },

  answered(command, answer) {
    const gone: Learnt = { what: 'gone', path: command.spec.objectName };
    if (answer.kind === 'fault' && answer.fault.faultCode === 9005) {
      return finish(completed({ status: 0, note: 'The object was not there any more (fault 9005).' }), gone);
    }
    if (answer.kind !== 'response' || answer.response.method !== 'DeleteObjectResponse') {
      return answer.kind === 'response' ? finish(completed(), gone) : refused(command, answer);
    }
    const { status } = answer.response;
    return finish(completed({ status }), gone, ...(status === 1 ? [{ what: 'rebootPending' } as const] : []));
  },
};
