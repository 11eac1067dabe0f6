import { anExecution, permitBucketsContract } from '#libs/testing/port-contracts';
import { SqliteDatabase } from './sqlite-database.ts';
import { SqliteExecutionStore } from './sqlite-execution-store.ts';
import { SqlitePermitBuckets } from './sqlite-permit-buckets.ts';
import { embeddedPort } from './testing/embedded-port.ts';

permitBucketsContract('SQLite', () =>
  embeddedPort(({ permitBuckets, executionStore }) => ({ buckets: permitBuckets, executions: executionStore })),
);

test('a counter that is wrong is put right', async () => {
  const db = SqliteDatabase.open(':memory:');
  const [buckets, executions] = [new SqlitePermitBuckets(db), new SqliteExecutionStore(db)];
  const execution = anExecution();
  const { rollout, wave, bucket } = execution;
  await executions.setPermits({ rollout, wave, bucket, cap: 3, tolerance: 0 });
  await executions.enrol([execution, anExecution({ rollout })]);
  await db.write(() => db.statement('DELETE FROM executions WHERE device_id = ?').run(execution.deviceId));
  const { counted, found } = await buckets.recount({ rollout, wave, bucket });
  expect([counted.states, found.states]).toEqual([{ eligible: 2 }, { eligible: 1 }]);
  expect(await executions.counters(rollout)).toMatchObject([{ cap: 3, tally: { states: { eligible: 1 } } }]);
  expect((await buckets.recount({ rollout, wave, bucket })).counted).toEqual(found);
  db.close();
});
