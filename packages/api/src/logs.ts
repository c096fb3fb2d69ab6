/**
 * GET /clusters/{id}/logs/stream?namespace and one of `pod`, `labelSelector`, or `kind` and `name` of a workload, with
 * `container` (all without it), `previous`, `tailLines` (per container, 100), `sinceSeconds`, `search` (part of a line, in
 * any case), `resume` (repeatable: `pod/container@time,count`).
 * Server-sent events `sources` (LogSource[], when they change) and `lines` (WireLogLine[], merged in time order), or the
 * same over a WebSocket as messages `{"event", "data"}`. At most 100 containers are read at once.
 * GET …/logs/download with the same parameters: the logs as far as they are kept, as a text file.
 */
export interface WireLogLine {
  pod: string;
  container: string;
  /** RFC 3339, as the container runtime wrote it. */
  time: string;
  text: string;
}

export interface LogSource {
  pod: string;
  container: string;
  /** `waiting`: there is no log yet, or it broke off; it is tried again. */
  state: 'open' | 'waiting' | 'ended';
  reason?: string;
}
