import type { WireFreshness } from '@binnacle/api';
import type { StreamState } from '@binnacle/api/client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dropdown } from './dropdown.tsx';
import { formatClock } from './format.ts';
import classes from './freshness.module.css';
import { BadIcon, BusyIcon, WarnIcon } from './icons.tsx';

function Chip(props: {
  look: string | undefined;
  mark: React.ReactNode;
  text: string;
  /** Why it is so, shown when it is asked for. */
  reason?: string | undefined;
}) {
  const [opened, setOpened] = useState(false);
  const { look, mark, text, reason } = props;
  const inside = (
    <>
      {mark}
      <span className="bn-ellipsis">{text}</span>
    </>
  );
  if (reason === undefined) {
    return (
      <span className={`${classes.chip} ${look}`} role="status">
        {inside}
      </span>
    );
  }
  return (
    <span role="status">
      <Dropdown
        opened={opened}
        onOpened={setOpened}
        position="bottom-end"
        content={<div className={classes.reason}>{reason}</div>}
      >
        <button
          type="button"
          className={`${classes.chip} ${look}`}
          aria-label={`${text}: ${reason}`}
          aria-expanded={opened}
          title={reason}
          onClick={() => setOpened(!opened)}
        >
          {inside}
        </button>
      </Dropdown>
    </span>
  );
}

/** How far what is on screen can be trusted; both halves of the way count: browser to Binnacle, Binnacle to cluster. */
export function FreshnessChip({ freshness, stream }: { freshness: WireFreshness | undefined; stream: StreamState }) {
  const { t } = useTranslation();
  const since = freshness === undefined ? '' : formatClock(Date.parse(freshness.since), Date.now());
  const small = { width: 13, height: 13 };
  const chip = (
    look: string | undefined,
    mark: React.ReactNode,
    words: { text: string; reason?: string | undefined },
  ) => <Chip look={look} mark={mark} {...words} />;
  if (stream.state === 'waiting') {
    const heard = stream.heardAt === undefined ? since : formatClock(stream.heardAt, Date.now());
    const text = heard === '' ? t('fresh.reconnecting') : t('fresh.reconnectingSince', { since: heard });
    return chip(classes.stale, <WarnIcon {...small} />, { text, reason: stream.error.message });
  }
  if (stream.state === 'closed') return chip('', <span className={classes.dot} />, { text: t('fresh.closed') });
  if (freshness === undefined || freshness.state === 'starting' || stream.state === 'connecting') {
    return chip(classes.wait, <BusyIcon {...small} />, { text: t('fresh.connecting'), reason: freshness?.reason });
  }
  if (freshness.state === 'stale') {
    return chip(classes.stale, <WarnIcon {...small} />, {
      text: t('fresh.stale', { since }),
      reason: freshness.reason,
    });
  }
  if (freshness.state === 'down') {
    return chip(classes.down, <BadIcon {...small} />, { text: t('fresh.down', { since }), reason: freshness.reason });
  }
  return chip(classes.live, <span className={classes.dot} />, { text: t('fresh.live') });
}
