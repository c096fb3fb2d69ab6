import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../ui/mantine.css';
import '../ui/tokens.css';
import { moreTexts, startTexts } from '../ui/text/i18n.ts';
import { App } from './app.tsx';

/** A page opened before an upgrade asks for parts that are gone: it is loaded anew, at most once in ten seconds. */
window.addEventListener('vite:preloadError', () => {
  const last = Number(sessionStorage.getItem('binnacle.reloaded') ?? 0);
  if (Date.now() - last < 10_000) return;
  sessionStorage.setItem('binnacle.reloaded', String(Date.now()));
  location.reload();
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
await startTexts();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
// Soon needed, and nothing waits for it: whoever needs it sooner asks for it again.
setTimeout(() => void moreTexts().catch(() => undefined));
