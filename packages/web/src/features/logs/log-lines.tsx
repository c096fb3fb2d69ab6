import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { LogText } from './log-line-view.tsx';
import type { LogLine } from './log-buffer.ts';
import classes from './logs.module.css';

export interface LogLinesProps {
  lines: readonly LogLine[];
  label: string;
  wrap: boolean;
  timestamps: boolean;
  /** What stands before a line to say whose it is; '' where there is only one. */
  sourceOf: (line: LogLine) => string;
  needle: string;
  found: ReadonlySet<number>;
  /** The line to be brought into view, by id. */
  current: number | undefined;
  /** Keep the newest line in view. */
  pinned: boolean;
  /** The reader scrolled away from the end, or came back. */
  onPinned: (pinned: boolean) => void;
}

const lineHeight = 20;
/** Nearer to the end than this counts as at the end. */
const endSlack = 8;

/** What the newest lines fill: drawn at once, since the place that was scrolled to is known only a moment later. */
const withNewest = (range: Range): number[] => {
  const screen = range.endIndex - range.startIndex + 1 + range.overscan;
  const from = Math.max(0, range.count - screen);
  const newest = Array.from({ length: range.count - from }, (_, index) => from + index);
  return [...defaultRangeExtractor(range).filter((index) => index < from), ...newest];
};

/** `2026-11-21T09:00:00.123456789Z` → `2026-11-21 09:00:00.123`: milliseconds are enough to read. */
const shortTime = (time: string): string => time.replace('T', ' ').replace(/(\.\d{3})\d*/, '$1');

/** The lines held, drawn as far as they are seen. */
export function LogLines(props: LogLinesProps) {
  const { lines, wrap, pinned, onPinned, current } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    paddingStart: 0,
    rangeExtractor: pinned ? withNewest : defaultRangeExtractor,
    getItemKey: (index) => lines[index]?.id ?? index,
  });

  useLayoutEffect(() => {
    if (!pinned || lines.length === 0) return;
    virtualizer.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [pinned, lines, virtualizer, wrap]);
  useEffect(() => {
    if (current === undefined) return;
    onPinned(false);
    const index = lines.findIndex((line) => line.id === current);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'center' });
  }, [current]);

  const onScroll = (): void => {
    const element = scroll.current;
    if (element === null) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < endSlack;
    // Only a move upwards lets go: new lines below also leave the end for a moment.
    if (element.scrollTop < lastTop.current - 2 && !atEnd) onPinned(false);
    else if (atEnd) onPinned(true);
    lastTop.current = element.scrollTop;
  };

  return (
    <div
      ref={scroll}
      className={`${classes.scroll} ${wrap ? classes.wrap : ''}`}
      role="log"
      aria-label={props.label}
      aria-live="off"
      tabIndex={0}
      onScroll={onScroll}
    >
      <div className={classes.list} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (line === undefined) return null;
          return (
            <div
              key={item.key}
              ref={wrap ? virtualizer.measureElement : undefined}
              data-index={item.index}
              data-found={props.found.has(line.id) || undefined}
              data-current={line.id === current || undefined}
              data-level={line.level}
              className={classes.line}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogText
                text={line.text}
                time={props.timestamps ? shortTime(line.time) : ''}
                source={props.sourceOf(line)}
                needle={props.needle}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
