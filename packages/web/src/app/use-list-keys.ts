import { useState, type KeyboardEvent } from 'react';

/** Arrow keys, Home, End and Enter over a list of options of which one is active. */
export const useListKeys = (count: number, choose: (index: number) => void) => {
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, Math.max(0, count - 1));
  const onKeyDown = (event: KeyboardEvent): void => {
    // An input method that composes a word uses the same keys.
    if (event.nativeEvent.isComposing) return;
    const moves: Record<string, number> = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: count - 1 };
    const next = moves[event.key];
    if (next !== undefined && count > 0) {
      event.preventDefault();
      setActive((next + count) % count);
    } else if (event.key === 'Enter' && count > 0) {
      event.preventDefault();
      choose(active);
    }
  };
  return { active, setActive, onKeyDown };
};
