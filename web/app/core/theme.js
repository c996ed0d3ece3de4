// The two themes: paper (light) and scope (dark); auto follows the machine.
import { effect, signal } from './state.js';

/** @typedef {'auto' | 'paper' | 'scope'} Theme */

const storageKey = 'locktwin.theme';

function kept() {
  try {
    const k = globalThis.localStorage?.getItem(storageKey);
    return k === 'paper' || k === 'scope' ? k : 'auto';
  } catch {
    return 'auto'; // storage is off
  }
}

/** What was chosen. */
export const theme = signal(/** @type {Theme} */ (kept()));

/** Counts changes of colour, whoever made them: canvases are drawn anew when it changes. */
export const themeVersion = signal(0);

/** Puts the theme on the page, and keeps the choice. */
export function startTheme() {
  const system = globalThis.matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    const dark = theme.value === 'scope' || (theme.value === 'auto' && system.matches);
    document.documentElement.dataset.theme = dark ? 'scope' : 'paper';
    themeVersion.value = themeVersion.peek() + 1;
  };
  system.addEventListener('change', apply);
  effect(() => {
    apply();
    try {
      globalThis.localStorage?.setItem(storageKey, theme.value);
    } catch {
      // Storage is off: the choice ends with the page.
    }
  });
}

/**
 * The value of a style token now, for what is drawn on a canvas.
 * @param {string} name such as '--sig-vdd'
 */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
