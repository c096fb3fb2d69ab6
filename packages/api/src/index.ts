export * from './console.ts';
export * from './people.ts';
