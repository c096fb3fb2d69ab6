import type { Clock } from '@binnacle/kube/clock';
import type { ByteWriter } from '../../streams/pipe.ts';
import type { LogLine, LogSource } from '../logs/source.ts';

/** What is kept of one run's output, as if the rest had been rotated away. */
const keptLines = 2_000;
const keptBytes = 256 << 10;

/** Who writes more than this at once rests: an endless writer takes a part of a core at most. */
const burstBytes = 64 << 10;
const restMs = 100;

/** What one run of a container wrote, line by line as it came. */
export interface CapturedLog {
  readonly stdout: ByteWriter;
  readonly stderr: ByteWriter;
  source(): LogSource;
  /** Nothing more comes. */
  end(): void;
}

export interface CaptureOptions {
  clock: Clock;
  restart: number;
  /** A line came. */
  onLine: () => void;
}

export const createCapturedLog = ({ clock, restart, onLine }: CaptureOptions): CapturedLog => {
  const lines: LogLine[] = [];
  let dropped = 0;
  let bytes = 0;
  let ended = false;

  const add = (text: string) => {
    lines.push({ at: clock.now(), text });
    bytes += text.length;
    while (lines.length > keptLines || bytes > keptBytes) {
      bytes -= lines.shift()?.text.length ?? 0;
      dropped += 1;
    }
  };

  /** Each stream has its own unfinished line. */
  const createWriter = () => {
    const decoder = new TextDecoder();
    let rest = '';
    let burst = 0;
    return {
      finish: () => {
        if (rest !== '') add(rest);
        rest = '';
      },
      write: async (chunk: Uint8Array) => {
        if (ended) return;
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = (parts.pop() ?? '').slice(-keptBytes);
        for (const text of parts) add(text);
        if (parts.length > 0) onLine();
        burst += chunk.length;
        if (burst < burstBytes) return;
        burst = 0;
        await new Promise<void>((resolve) => clock.after(restMs, resolve));
      },
      end: () => {},
    };
  };
  const stdout = createWriter();
  const stderr = createWriter();

  const sourceUntil = (endsAt: number): LogSource => ({
    restart,
    endsAt,
    // What was rotated away while somebody read it is gone: reading goes on with the oldest line kept.
    line: (index) => lines[Math.max(0, index - dropped)],
    nextAt: () => Infinity,
    firstIndex: ({ tailLines, since }) => {
      const from = lines.findIndex(({ at }) => at >= since);
      const first = from < 0 ? lines.length : from;
      return dropped + Math.max(first, lines.length - (tailLines ?? Infinity));
    },
    endingAt: sourceUntil,
  });

  return {
    stdout,
    stderr,
    source: () => sourceUntil(ended ? clock.now() : Infinity),
    end: () => {
      stdout.finish();
      stderr.finish();
      ended = true;
      onLine();
    },
  };
};
