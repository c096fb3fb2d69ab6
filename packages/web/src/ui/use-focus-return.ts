import { useEffect, useLayoutEffect, useRef } from 'react';

/** For a dialog that is drawn only while it is open: what had the focus before gets it back, unless something else took it. */
export const useFocusReturn = (): void => {
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    before.current = document.activeElement;
  }, []);
  useEffect(
    () => () => {
      const { activeElement, body } = document;
      if (activeElement === null || activeElement === body) (before.current as HTMLElement | null)?.focus();
    },
    [],
  );
};
