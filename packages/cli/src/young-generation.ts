import { setFlagsFromString } from 'node:v8';

/**
 * How V8's young generation grows from now on, in all threads of the process; it starts at 2 MB and may reach 32.
 * `kept`: not at all, for a server of real clusters: objects live outside the heap and answers make little garbage, so a
 * large one would stand empty, and buffers of sent pages are freed earlier (20 to 25 MB less at 10,000 Pods). `doubled`:
 * V8's own way, for simulated clusters, which make objects all the time.
 */
export const growYoungGeneration = (way: 'kept' | 'doubled'): void =>
  setFlagsFromString(`--semi-space-growth-factor=${way === 'kept' ? 1 : 2}`);
