import { Modal as MantineModal, type ModalProps } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

/** What had the focus before gets it back, unless something else took it. */
const useFocusReturn = (): void => {
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

/** The frame of every dialog. It is drawn only while it is open. */
export function Modal(props: Omit<ModalProps, 'opened'>) {
  const { t } = useTranslation();
  useFocusReturn();
  return <MantineModal opened closeButtonProps={{ 'aria-label': t('action.close') }} {...props} />;
}
