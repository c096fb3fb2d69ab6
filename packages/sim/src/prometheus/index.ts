export * from './answer.ts';
export * from './time-series.ts';
