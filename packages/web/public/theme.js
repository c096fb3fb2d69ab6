// Runs before the first paint, so that a dark screen never flashes white.
(() => {
  let scheme = 'auto';
  let language = '';
  try {
    scheme = globalThis.localStorage.getItem('binnacle.theme') ?? 'auto';
    language = globalThis.localStorage.getItem('binnacle.language') ?? '';
  } catch {
    // Storage may be denied; the system's choice serves.
  }
  const dark =
    scheme === 'dark' || (scheme !== 'light' && globalThis.matchMedia('(prefers-color-scheme: dark)').matches);
  globalThis.document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  globalThis.document.documentElement.lang = (language || globalThis.navigator.language).startsWith('zh')
    ? 'zh-CN'
    : 'en';
})();
