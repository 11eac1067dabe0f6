export * from './seeded-random.ts';
export * from './simulate-rollout.ts';
export * from './simulation-plan.ts';
export * from './simulation-result.ts';
export * from './virtual-fleet.ts';
