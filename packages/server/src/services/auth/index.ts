export { createAuth, type Auth, type AuthOptions } from './auth.ts';
export { createAuthOperations, type AuthOperations } from './operations.ts';
export { findSubject } from './find-subject.ts';
export { SignInError, type SignInFailure } from './providers.ts';
export { createUserOperations, type UserOperations } from './user-operations.ts';
export type { Users } from './users.ts';
export type * from './types.ts';
