/**
 * What a recorder remembers of the events it told, so that repeats are counted and floods are cut: client-go's correlator.
 * Most events are told once and never again: what is kept of one is a few numbers, not its text.
 */

/** An event that was told. Changed in place. */
export interface ToldEvent {
  /** Of its part, type and reason. */
  readonly group: number;
  /** Of its message; `combined` for the one that stands for many. */
  readonly message: number;
  /** Epoch ms. */
  readonly first: number;
  /** Keeps events of one millisecond apart. */
  readonly serial: number;
  last: number;
  count: number;
  /** It has been stored once. */
  written: boolean;
  /** Its message counts as one of the different ones of its group. */
  isSimilar: boolean;
}

/** The events about one object. */
interface Memory {
  /** How many may be sent at once. */
  tokens: number;
  /** When they were counted, epoch ms. */
  at: number;
  told: ToldEvent[];
}

/** What is told of an object. */
export interface Telling {
  /** What names the object for good. */
  about: string;
  /** Its part, and the event's type and reason. */
  group: string;
  message: string;
  /** Epoch ms. */
  now: number;
}

/** Limits of client-go's correlator. */
const similarLimit = 10;
const similarWindowMs = 600_000;
const spamBurst = 25;
const spamRefillMs = 300_000;
const remembered = 4096;

/** Events remembered of one object. */
const mostTold = 64;

const combined = 0;

/** 31 bits of FNV-1a, and never what stands for many. Only what is said of one object is told apart by it. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash & 0x7fffffff || 1;
};

/**
 * Repeats raise `count`, ten different messages of one group within ten minutes are combined, and one object may send 25
 * events at once, then one per five minutes. Objects of which nothing was told for longest are forgotten.
 */
export const createEventMemory = () => {
  /** Those told of lately, and those told of before: what is asked for again moves over, the rest goes as a whole. */
  let recent = new Map<string, Memory>();
  let older = new Map<string, Memory>();
  let serial = 0;

  const memoryOf = (about: string, now: number): Memory => {
    let memory = recent.get(about);
    if (memory !== undefined) return memory;
    memory = older.get(about) ?? { tokens: spamBurst, at: now, told: [] };
    if (recent.size >= remembered) {
      older = recent;
      recent = new Map();
    }
    recent.set(about, memory);
    return memory;
  };

  /** Whether the message is one too many of its group. */
  const isOneOfMany = (group: readonly ToldEvent[], message: number, now: number): boolean => {
    const isOver = group.every(({ last }) => now - last > similarWindowMs);
    if (isOver) for (const event of group) event.isSimilar = false;
    return group.filter((event) => event.isSimilar && event.message !== message).length >= similarLimit - 1;
  };

  return {
    /** Counts it: the event it is, or the one that stands for many. */
    tell: ({ about, group: of, message: text, now }: Telling): ToldEvent => {
      const { told } = memoryOf(about, now);
      const group = hashOf(of);
      const sameGroup = told.filter((event) => event.group === group);
      const own = hashOf(text);
      const message = isOneOfMany(sameGroup, own, now) ? combined : own;
      let event = sameGroup.find((known) => known.message === message);
      if (event === undefined) {
        event = { group, message, first: now, serial, last: now, count: 0, written: false, isSimilar: false };
        serial = (serial + 1) % 1_000_000;
        if (told.push(event) > mostTold) told.shift();
      }
      event.isSimilar = message !== combined;
      event.last = now;
      event.count += 1;
      return event;
    },
    isCombined: ({ message }: ToldEvent): boolean => message === combined,
    /** Whether the object may send another event now. */
    maySend: (about: string, now: number): boolean => {
      const memory = memoryOf(about, now);
      const left = Math.min(spamBurst, memory.tokens + (now - memory.at) / spamRefillMs);
      memory.tokens = left >= 1 ? left - 1 : left;
      memory.at = now;
      return left >= 1;
    },
  };
};
