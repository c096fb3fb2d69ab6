/** Whether something has been told since it was last asked. */
export interface News {
  tell(): void;
  /** Resolves at once when something was told since it last did, else with the next; also when the signal aborts. */
  next(): Promise<void>;
}

export const createNews = (signal: AbortSignal): News => {
  let isNew = false;
  let wake = () => {};
  const tell = (): void => {
    isNew = true;
    wake();
  };
  signal.addEventListener('abort', tell, { once: true });
  return {
    tell,
    next: async () => {
      if (!isNew && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      isNew = false;
    },
  };
};
