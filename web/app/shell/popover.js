// Small panels that open below a button and close by a click beside them or by Escape.

const gapPx = 4;

/**
 * Opens a panel, or closes it when it is open.
 * @param {HTMLElement | null} panel with the attribute `popover`
 * @param {HTMLElement} button
 */
export function openBelow(panel, button) {
  if (!panel) return;
  if (panel.matches(':popover-open')) {
    panel.hidePopover();
    return;
  }
  panel.showPopover();
  const at = button.getBoundingClientRect();
  const own = panel.getBoundingClientRect();
  panel.style.left = `${Math.max(gapPx, Math.min(at.left, innerWidth - own.width - gapPx))}px`;
  panel.style.top = `${at.bottom + gapPx + own.height > innerHeight ? Math.max(gapPx, at.top - gapPx - own.height) : at.bottom + gapPx}px`;
  /** @type {HTMLElement | null} */ (panel.querySelector('button, input, select, a'))?.focus();
}
