/** A terminal in a container or on a node, over a WebSocket. */
export interface Terminal {
  /** What was typed. */
  type: (text: string) => void;
  resize: (columns: number, rows: number) => void;
  close: () => void;
}

export interface TerminalHandlers {
  /** Output as it comes; characters may be cut in two. */
  onOutput: (bytes: Uint8Array) => void;
  onOpen: () => void;
  /** Once, however it ended; codes are those of packages/api/src/terminal.ts, and 1006 for a connection that broke. */
  onEnd: (end: { code: number; reason: string }) => void;
}

/** Opens the WebSocket at the address that the server gave. */
export const openTerminal = (
  url: string,
  handlers: TerminalHandlers,
  create: (url: string) => WebSocket = (address) => new WebSocket(address),
): Terminal => {
  const socket = create(url);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => handlers.onOpen();
  socket.onmessage = ({ data }) => handlers.onOutput(new Uint8Array(data as ArrayBuffer));
  socket.onclose = ({ code, reason }) => handlers.onEnd({ code, reason });
  const send = (said: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(said));
  };
  return {
    type: (text) => send({ type: 'stdin', data: text }),
    resize: (cols, rows) => send({ type: 'resize', cols, rows }),
    close: () => socket.close(1000),
  };
};
