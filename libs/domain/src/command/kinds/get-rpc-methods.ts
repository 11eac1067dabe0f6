import { type CommandProgram, completed, failed, finish, refused } from '../program.ts';

export const getRpcMethods: CommandProgram<'getRpcMethods'> = {
  next() {
    return { do: 'send', request: { method: 'GetRPCMethods' }, idempotent: true };
  },

  answered(command, answer) {
    if (answer.kind !== 'response') return refused(command, answer);
    if (answer.response.method !== 'GetRPCMethodsResponse') {
      return finish(failed('internal', 'The answer does not belong to the request.'));
    }
    const { methodList: methods } = answer.response;
    return finish(completed({ methods }), { what: 'methods', methods });
  },
};
