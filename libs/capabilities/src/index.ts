export * from './capability-catalog.ts';
export * from './catalog-files.ts';
