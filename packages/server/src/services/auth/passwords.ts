import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import { serviceUnavailable } from '@binnacle/kube/api';

/** argon2id with the memory and passes that OWASP recommends, done by worker threads: requests go on meanwhile. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for an unknown user (`undefined`) or one without a password as for others. Throws ServiceUnavailable when overloaded. */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
}

const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each holds 19 MiB: more at once than this are refused, not queued. */
const mostAtOnce = 16;

export const createPasswords = async (): Promise<Passwords> => {
  const decoy = await hash(randomBytes(24).toString('base64url'), options);
  let running = 0;
  const limited = async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= mostAtOnce) {
      throw serviceUnavailable('too many people sign in at this moment, try again in a second', {
        retryAfterSeconds: 1,
      });
    }
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
    }
  };
  return {
    hash: (password) => limited(() => hash(password, options)),
    verify: (passwordHash = '', password) =>
      limited(async () => {
        const right = await verify(passwordHash === '' ? decoy : passwordHash, password);
        return right && passwordHash !== '';
      }),
  };
};
