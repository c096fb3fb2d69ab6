import { use, type ReactNode } from 'react';
import { moreTexts } from './i18n.ts';

/** Draws its content once the texts beyond the first screen are there; to be put below a Suspense. */
export function MoreTexts({ children }: { children: ReactNode }) {
  use(moreTexts());
  return children;
}
