// Arrow keys in a grid of drawn cells: one of them is in the order of the Tab key,
// the arrows move within.

/**
 * Where a key leads in a grid whose last line may be short.
 * @param {string} key
 * @param {number} at index of the cell
 * @param {number} count of cells
 * @param {number} columns
 * @returns {number | null} null: the key means nothing here
 */
export function step(key, at, count, columns) {
  const column = at % columns;
  switch (key) {
    case 'ArrowRight': return Math.min(at + 1, count - 1);
    case 'ArrowLeft': return Math.max(at - 1, 0);
    case 'ArrowDown': return at + columns < count ? at + columns : at;
    case 'ArrowUp': return at - columns >= 0 ? at - columns : at;
    case 'Home': return at - column;
    case 'End': return Math.min(at - column + columns - 1, count - 1);
    case 'PageDown': return Math.min(column + Math.floor((count - 1) / columns) * columns, count - 1);
    case 'PageUp': return column;
    default: return null;
  }
}

/**
 * A keydown handler for the host of a grid. Its cells carry data-index; Enter and the
 * space bar click.
 * @param {number} count
 * @param {number} columns
 */
export function keys(count, columns) {
  return (/** @type {KeyboardEvent} */ e) => {
    const cell = e.target instanceof Element ? e.target.closest('[data-index]') : null;
    if (!cell || e.altKey || e.ctrlKey || e.metaKey) return;
    if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault();
      cell.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      return;
    }
    const grid = cell.closest('[role="grid"]');
    const next = step(e.key, Number(cell.getAttribute('data-index')), count, columns);
    if (next === null || !grid) return;
    e.preventDefault();
    focusOn(grid, next);
  };
}

/**
 * Moves the focus, and the place of the Tab key, to a cell.
 * @param {Element} grid
 * @param {number} index
 */
export function focusOn(grid, index) {
  const to = grid.querySelector(`[data-index="${index}"]`);
  if (!(to instanceof SVGElement || to instanceof HTMLElement)) return;
  grid.querySelectorAll('[data-index][tabindex="0"]').forEach((c) => c.setAttribute('tabindex', '-1'));
  to.setAttribute('tabindex', '0');
  to.focus();
  to.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
