/** What can be done to an object after a confirmation. */
export type ActionName = 'scale' | 'restart' | 'delete';
