import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Ten shades of the accent; the components take their colours from tokens.css, so few of these are ever seen. */
const binnacle: MantineColorsTuple = [
  '#e0f1f4',
  '#c3e3e9',
  '#98d1dc',
  '#62cadd',
  '#3aa9bf',
  '#1f8ba2',
  '#13748a',
  '#0b6478',
  '#095364',
  '#06404e',
];

/** Mantine draws dark surfaces, borders and fields with these; its own are a neutral grey. */
const dark: MantineColorsTuple = [
  '#e2e8ed',
  '#b9c6d1',
  '#9aabb9',
  '#7b8d9b',
  '#33424e',
  '#243039',
  '#131b22',
  '#0d1318',
  '#0a0f14',
  '#070b0e',
];

export const theme = createTheme({
  primaryColor: 'binnacle',
  colors: { binnacle, dark },
  primaryShade: { light: 7, dark: 6 },
  fontFamily: 'var(--bn-font)',
  fontFamilyMonospace: 'var(--bn-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  defaultRadius: '6px',
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: {
        centered: true,
        radius: '8px',
        padding: 'md',
        lockScroll: false,
        // A dialog's title bar is not the page's banner.
        attributes: { header: { role: 'none' } },
        transitionProps: { duration: 120 },
      },
    },
    Checkbox: {
      styles: {
        label: { paddingInlineStart: 6 },
        description: { paddingInlineStart: 6, marginTop: 0 },
        body: { alignItems: 'center' },
      },
    },
    Popover: { defaultProps: { shadow: 'md', radius: '8px', transitionProps: { duration: 80 } } },
    Tooltip: { defaultProps: { openDelay: 350, radius: '6px', multiline: true, maw: 420, fz: 12 } },
  },
});

const shared = {
  '--mantine-color-body': 'var(--bn-surface)',
  '--mantine-color-text': 'var(--bn-text)',
  '--mantine-color-bright': 'var(--bn-text)',
  '--mantine-color-dimmed': 'var(--bn-muted)',
  '--mantine-color-placeholder': 'var(--bn-muted)',
  '--mantine-color-anchor': 'var(--bn-accent)',
  '--mantine-color-error': 'var(--bn-bad)',
  '--mantine-color-default': 'var(--bn-surface)',
  '--mantine-color-default-hover': 'var(--bn-hover)',
  '--mantine-color-default-color': 'var(--bn-text)',
  '--mantine-color-default-border': 'var(--bn-border)',
  '--mantine-color-disabled': 'var(--bn-sunken)',
  '--mantine-color-disabled-color': 'var(--bn-muted)',
  '--mantine-color-disabled-border': 'var(--bn-border)',
  '--mantine-primary-color-filled': 'var(--bn-accent-filled)',
  '--mantine-primary-color-filled-hover': 'var(--bn-accent-filled-hover)',
  '--mantine-primary-color-light': 'var(--bn-accent-soft)',
  '--mantine-primary-color-light-hover': 'var(--bn-selected)',
  '--mantine-primary-color-light-color': 'var(--bn-accent-on-soft)',
  '--mantine-color-binnacle-filled': 'var(--bn-accent-filled)',
  '--mantine-color-binnacle-filled-hover': 'var(--bn-accent-filled-hover)',
  '--mantine-color-binnacle-light': 'var(--bn-accent-soft)',
  '--mantine-color-binnacle-light-hover': 'var(--bn-selected)',
  '--mantine-color-binnacle-light-color': 'var(--bn-accent-on-soft)',
  '--mantine-color-binnacle-outline': 'var(--bn-accent)',
  '--mantine-color-red-filled': 'var(--bn-bad-filled)',
  '--mantine-color-red-filled-hover': 'var(--bn-bad-filled-hover)',
  '--mantine-color-red-light': 'var(--bn-bad-soft)',
  '--mantine-color-red-light-hover': 'var(--bn-bad-soft)',
  '--mantine-color-red-light-color': 'var(--bn-bad)',
  '--mantine-color-red-outline': 'var(--bn-bad)',
  '--mantine-shadow-md': 'var(--bn-shadow)',
};

/** Mantine's own contrast fails accessibility checks: its colours are taken from tokens.css instead. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared });
