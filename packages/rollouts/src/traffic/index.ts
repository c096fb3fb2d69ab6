export * from './create-traffic.ts';
export * from './gateway/http-route.ts';
export * from './next-routing.ts';
