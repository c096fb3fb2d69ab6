import type { TestApp } from './app.ts';

export interface ServerEvent {
  event: string;
  data: unknown;
}

/** An open event stream, and what came so far. */
export interface OpenEvents {
  status: number;
  events: ServerEvent[];
  of: (event: string) => unknown[];
  close: () => void;
}

/** Opens an event stream as the admin and keeps reading it. */
export const openEvents = async ({ url, token }: Pick<TestApp, 'url' | 'token'>, path: string): Promise<OpenEvents> => {
  const leave = new AbortController();
  const headers = { accept: 'text/event-stream', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { headers, signal: leave.signal });
  const events: ServerEvent[] = [];
  void read(response, events).catch(() => undefined);
  return {
    status: response.status,
    events,
    of: (event) => events.filter((candidate) => candidate.event === event).map(({ data }) => data),
    close: () => leave.abort(),
  };
};

const read = async (response: Response, events: ServerEvent[]): Promise<void> => {
  let rest = '';
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const match = /^(?:id: .*\n)?event: (\w+)\ndata: (.*)$/.exec(block);
      if (match) events.push({ event: match[1]!, data: JSON.parse(match[2]!) });
    }
  }
};
