export { authorize } from './access.ts';
export { createAuth, type Auth, type AuthOptions } from './auth.ts';
export { createAuthOperations, type AuthOperations } from './operations.ts';
export type {
  LoginInput,
  LogoutInput,
  MeOutput,
  RedeemInput,
  RevocationRepository,
  Role,
  Session,
  SettingRepository,
  UserRecord,
  UserRepository,
} from './types.ts';
