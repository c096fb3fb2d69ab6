import { isConflict } from '@binnacle/kube/api';

/** A rollout under way writes status several times a second; ten reads in a row are hardly all overtaken. */
const attempts = 10;

/**
 * Runs `readAndWrite` again when the object changed between its read and its write, and for no other reason. The last
 * Conflict is thrown when the object never holds still.
 */
export const retryOnConflict = async <T>(readAndWrite: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readAndWrite();
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error;
    }
  }
};
