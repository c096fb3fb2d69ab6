import { BadIcon, BusyIcon, IdleIcon, OkIcon, WarnIcon } from './icons.tsx';
import classes from './status.module.css';
import type { Tone } from './tone.ts';

const icons = { ok: OkIcon, busy: BusyIcon, warn: WarnIcon, bad: BadIcon, idle: IdleIcon };

/** An icon of the tone, for where the text stands elsewhere. */
export function ToneIcon({ tone, size = 14 }: { tone: Tone; size?: number }) {
  const Icon = icons[tone];
  return <Icon width={size} height={size} className={classes[tone]} />;
}

/** A state in a line of text: icon, colour and word. */
export function StatusText({ tone, text }: { tone: Tone; text: string }) {
  const Icon = icons[tone];
  return (
    <span className={`${classes.text} ${classes[tone]}`}>
      <Icon width={14} height={14} />
      <span className="bn-ellipsis">{text}</span>
    </span>
  );
}

/** A state set apart, for titles. */
export function StatusPill({ tone, text, title }: { tone: Tone; text: string; title?: string }) {
  const Icon = icons[tone];
  return (
    <span className={`${classes.pill} ${classes[tone]}`} title={title}>
      <Icon width={14} height={14} />
      <span className="bn-ellipsis">{text}</span>
    </span>
  );
}
