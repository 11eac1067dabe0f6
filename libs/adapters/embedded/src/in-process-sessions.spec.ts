import {
  ManualClock,
  readyCommandsContract,
  sessionStoreContract,
  settledMarksContract,
} from '#libs/testing/port-contracts';
import {
  InProcessReadyCommands,
  InProcessSessionStore,
  InProcessSettledMarks,
  SessionState,
} from './in-process-sessions.ts';

function make() {
  const state = new SessionState(new ManualClock());
  return {
    state,
    sessionStore: new InProcessSessionStore(state),
    readyCommands: new InProcessReadyCommands(state),
    settledMarks: new InProcessSettledMarks(state),
    close: async () => undefined,
  };
}

sessionStoreContract('in-process', async () => {
  const made = make();
  return { ...made, port: made.sessionStore };
});
readyCommandsContract('in-process', async () => {
  const made = make();
  return { ...made, port: made.readyCommands };
});
settledMarksContract('in-process', async () => {
  const made = make();
  return { ...made, port: made.settledMarks };
});
