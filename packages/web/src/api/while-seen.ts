/** How long a page may be out of sight before its connections are closed. */
const graceMs = 20_000;

/**
 * Runs something only while the page is looked at. A browser allows about six connections to one server, shared by all
 * tabs: a dozen tabs left open would otherwise starve each other. Also tries again at once when the network comes back.
 * Returns the end.
 */
export const whileSeen = (work: { start: () => void; stop: () => void; retry: () => void }): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onVisibility = (): void => {
    clearTimeout(timer);
    if (document.hidden) timer = setTimeout(work.stop, graceMs);
    else work.start();
  };
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', work.retry);
  work.start();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', work.retry);
    work.stop();
  };
};
