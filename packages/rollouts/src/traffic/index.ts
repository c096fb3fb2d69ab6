export * from './create-traffic.ts';
export * from './gateway/http-route.ts';
