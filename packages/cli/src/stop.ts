/** Closes what was opened, last first, when the process is told to stop. */
export interface Stop {
  /** Registers a part to close. */
  add(close: () => Promise<void>): void;
}

const patience = 10_000;

/** SIGINT and SIGTERM close everything and leave with code 0; a second signal, or 10 s, leaves at once with code 1. */
export const createStop = (): Stop => {
  const parts: (() => Promise<void>)[] = [];
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    AbortSignal.timeout(patience).addEventListener('abort', () => process.exit(1));
    for (const close of parts.reverse()) await close();
    process.exit(0);
  };
  const onSignal = () => {
    stop().catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    });
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { add: (close) => void parts.push(close) };
};
