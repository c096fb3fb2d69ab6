import { ApiError } from '../api/index.ts';

/** A kubeconfig that cannot be used. The message names the field: `users[1].user.exec.command is missing`. Never quotes a secret. */
export class KubeconfigError extends ApiError<'BadRequest'> {
  constructor(message: string, cause?: unknown) {
    super('BadRequest', 400, message, { cause });
    this.name = 'ApiError';
  }
}
