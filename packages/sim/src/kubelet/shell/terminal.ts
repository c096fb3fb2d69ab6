import { createPipe, type ByteReader, type ByteWriter } from '../../streams/pipe.ts';

/** A pseudo terminal: what is typed comes in, what is shown goes out. */
export interface Terminal {
  columns: number;
  rows: number;
  /** What programs read: whole lines unless the terminal is raw. */
  readonly input: ByteReader;
  /** What programs write; line ends become CR LF. */
  readonly output: ByteWriter;
  /** Raw: every key goes to the reader at once, nothing is echoed. */
  setRaw(raw: boolean): void;
  /** Who hears Ctrl-C while the terminal is not raw. */
  onInterrupt: (() => void) | undefined;
  /** Bytes from the person's side. */
  type(bytes: Uint8Array): void;
  /** The person's side is gone. */
  hangUp(): void;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** `screen` takes what is to be shown. Echo and line editing are those of a terminal in its usual mode. */
export const createTerminal = (screen: ByteWriter): Terminal => {
  const input = createPipe(1 << 20);
  let raw = false;
  let line = '';
  let last: Promise<void> = Promise.resolve();

  const show = (text: string) => {
    last = screen.write(encoder.encode(text.replaceAll('\n', '\r\n')));
    last.catch(() => {});
  };
  const submit = (text: string) => {
    if (text !== '') input.write(encoder.encode(text)).catch(() => {});
  };

  /** One key in the usual mode. */
  const key = (char: string) => {
    switch (char) {
      case '\r':
      case '\n':
        show('\n');
        submit(`${line}\n`);
        line = '';
        break;
      case '\x03':
        show('^C\n');
        line = '';
        terminal.onInterrupt?.();
        break;
      case '\x04':
        // Ctrl-D sends what there is; with nothing before it, that is an end of file.
        if (line === '') input.write(new Uint8Array([4])).catch(() => {});
        else submit(line);
        line = '';
        break;
      case '\x7f':
      case '\b':
        if (line === '') break;
        line = [...line].slice(0, -1).join('');
        show('\b \b');
        break;
      case '\x15':
        show('\b \b'.repeat([...line].length));
        line = '';
        break;
      default:
        if (char < ' ' && char !== '\t') break;
        line += char;
        show(char);
    }
  };

  const terminal: Terminal = {
    columns: 80,
    rows: 24,
    input: {
      read: async () => {
        const bytes = await input.read();
        return !raw && bytes?.length === 1 && bytes[0] === 4 ? undefined : bytes;
      },
      unread: (bytes) => input.unread(bytes),
      close: () => {},
    },
    output: {
      write: (bytes) => screen.write(bytes.includes(10) ? withCarriageReturns(bytes) : bytes),
      end: () => {},
    },
    setRaw: (value) => {
      raw = value;
    },
    onInterrupt: undefined,
    type: (bytes) => {
      if (raw) {
        input.write(bytes).catch(() => {});
        return;
      }
      for (const char of decoder.decode(bytes)) key(char);
    },
    hangUp: () => input.end(),
  };
  return terminal;
};

/** LF becomes CR LF. */
const withCarriageReturns = (bytes: Uint8Array): Uint8Array => {
  const out: number[] = [];
  for (const byte of bytes) {
    if (byte === 10) out.push(13);
    out.push(byte);
  }
  return Uint8Array.from(out);
};
