import type { MeReply } from '@binnacle/api';
import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Place } from '../resource/use-place.ts';
import { Navigation } from './nav.tsx';

/** The navigation on narrow screens. */
export function NavigationDrawer(props: { place: Place; me: MeReply; onClose: () => void }) {
  const { t } = useTranslation();
  const { onClose } = props;
  return (
    <Drawer
      opened
      onClose={onClose}
      size={260}
      padding={0}
      lockScroll={false}
      title={<b style={{ paddingInlineStart: 18 }}>Binnacle</b>}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      attributes={{ header: { role: 'none' } }}
    >
      <Navigation place={props.place} me={props.me} onFollow={onClose} />
    </Drawer>
  );
}
