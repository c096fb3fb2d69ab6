import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

/** A terminal drawn in an element, as large as the element. */
export interface TerminalScreen {
  write: (bytes: Uint8Array) => void;
  columns: () => number;
  rows: () => number;
  /** Of keys and of the size; returns the end. */
  listen: (handlers: {
    onInput: (text: string) => void;
    onResize: (columns: number, rows: number) => void;
  }) => () => void;
  clear: () => void;
  focus: () => void;
  /** Takes the colours of the page's theme. */
  paint: () => void;
  dispose: () => void;
}

/** Output that is not drawn yet, in bytes; what comes beyond is left out, and the screen says so. */
const mostPending = 8 * 1024 * 1024;
const leftOut = '\r\n\x1b[7m … output came faster than it can be drawn; some was left out … \x1b[0m\r\n';

const themeOf = (): ITheme => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--bn-${name}`).trim();
  const tones = { red: colour('bad'), green: colour('ok'), yellow: colour('warn'), blue: colour('busy') };
  return {
    ...tones,
    background: colour('code'),
    foreground: colour('text'),
    cursor: colour('accent'),
    cursorAccent: colour('code'),
    selectionBackground: colour('mark'),
    cyan: colour('accent'),
    white: colour('text'),
    brightRed: tones.red,
    brightGreen: tones.green,
    brightYellow: tones.yellow,
    brightBlue: tones.blue,
    brightCyan: colour('accent'),
    brightBlack: colour('muted'),
  };
};

/** Draws a terminal; `label` names it for screen readers, `onLeave` is told when F6 is pressed, since Tab is the shell's. */
export const createScreen = (element: HTMLElement, { onLeave }: { onLeave: () => void }): TerminalScreen => {
  const terminal = new Terminal({
    fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--bn-mono'),
    fontSize: 13,
    scrollback: 10_000,
    cursorBlink: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    minimumContrastRatio: 4.5,
    screenReaderMode: true,
    theme: themeOf(),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.key !== 'F6') return true;
    if (event.type === 'keydown') onLeave();
    event.preventDefault();
    return false;
  });
  const resizing = new ResizeObserver(() => {
    // Hidden elements have no size; the shell keeps the one that it had.
    if (element.clientWidth > 0 && element.clientHeight > 0) fit.fit();
  });
  resizing.observe(element);
  let pending = 0;
  let isSkipping = false;
  return {
    write: (bytes) => {
      if (pending > mostPending) {
        isSkipping = true;
        return;
      }
      if (isSkipping) terminal.write(leftOut);
      isSkipping = false;
      pending += bytes.length;
      terminal.write(bytes, () => (pending -= bytes.length));
    },
    columns: () => terminal.cols,
    rows: () => terminal.rows,
    listen: ({ onInput, onResize }) => {
      const listening = [terminal.onData(onInput), terminal.onResize(({ cols, rows }) => onResize(cols, rows))];
      return () => listening.forEach((each) => each.dispose());
    },
    clear: () => terminal.reset(),
    focus: () => terminal.focus(),
    paint: () => {
      terminal.options.theme = themeOf();
    },
    dispose: () => {
      resizing.disconnect();
      terminal.dispose();
    },
  };
};
