import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'

/** A stacked one has its cells below each other where there is no room beside each other. */
export function table(
  headings: readonly string[],
  rows: readonly Html[],
  kind: 'plain' | 'stacked' = 'plain',
): Html {
  return html`<table class="${kind}">
    <thead>
      <tr>
        ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}
