// The templates of the page: lit-html and those of its directives that the views use.
import './no-document.js';
export { html, svg, render, nothing } from '../../vendor/lit-html/lit-html.js';
export { repeat } from '../../vendor/lit-html/directives/repeat.js';
export { ref, createRef } from '../../vendor/lit-html/directives/ref.js';
export { live } from '../../vendor/lit-html/directives/live.js';
export { ifDefined } from '../../vendor/lit-html/directives/if-defined.js';
export { classMap } from '../../vendor/lit-html/directives/class-map.js';
