// Property tests draw the same examples in every run, so that a red run is about the change and can be repeated. Look for new
// ones with `MUSTER_TEST_SEED=$RANDOM npm test`.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.MUSTER_TEST_SEED ?? 20_261_124) });
