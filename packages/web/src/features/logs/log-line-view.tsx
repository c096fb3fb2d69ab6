import { memo, type CSSProperties } from 'react';
import { parseAnsi, type AnsiRun } from './ansi.ts';
import { splitByMatch } from './find-matches.ts';
import classes from './logs.module.css';

/** Bright colours share the theme's eight: both were chosen for contrast. */
const styleOf = (run: AnsiRun): CSSProperties | undefined => {
  const style: CSSProperties = {};
  if (run.colour !== undefined) style.color = `var(--c${run.colour === 8 ? 8 : run.colour % 8})`;
  if (run.background !== undefined) style.background = `var(--b${run.background % 8})`;
  if (run.bold === true) style.fontWeight = 700;
  if (run.italic === true) style.fontStyle = 'italic';
  if (run.underline === true) style.textDecoration = 'underline';
  return Object.keys(style).length === 0 ? undefined : style;
};

function Run({ run, needle }: { run: AnsiRun; needle: string }) {
  const parts = splitByMatch(run.text, needle);
  const content = parts.map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
  const style = styleOf(run);
  return style === undefined ? <>{content}</> : <span style={style}>{content}</span>;
}

/** One of six colours, always the same for a name. */
const colourOf = (name: string): number => {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return 1 + (sum % 6);
};

export interface LogTextProps {
  text: string;
  /** '' where it is not shown, as with `source`. */
  time: string;
  source: string;
  needle: string;
}

export const LogText = memo(function LogText({ text, time, source, needle }: LogTextProps) {
  return (
    <>
      {time === '' ? null : <span className={classes.time}>{time}</span>}
      {source === '' ? null : (
        <span className={classes.source} style={{ color: `var(--c${colourOf(source)})` }}>
          {source}
        </span>
      )}
      {text === '' ? '\u00a0' : parseAnsi(text).map((run, index) => <Run key={index} run={run} needle={needle} />)}
    </>
  );
});
