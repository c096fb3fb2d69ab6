/** The database cannot be opened. The message is a sentence that says what to do. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
}
