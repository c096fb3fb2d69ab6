import { formatDuration, formatMoment } from './format.ts';
import { useTicking } from './tick.ts';

/** How long ago a moment was, ticking; the exact moment is in the title. Text that is no date is shown as it is. */
export function Age({ at }: { at: string }) {
  const moment = Date.parse(at);
  const text = useTicking((now) => (Number.isNaN(moment) ? at : formatDuration(now - moment)));
  if (Number.isNaN(moment)) return <span>{at}</span>;
  return (
    <time className="bn-number" dateTime={at} title={formatMoment(moment)}>
      {text}
    </time>
  );
}
