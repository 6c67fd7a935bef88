import { expect, test } from 'vitest'
import { html } from './html.js'

test('text is escaped, HTML is not escaped twice, and nothing is nothing', () => {
  const inner = html`<b title="${`"'`}">${'<img src=x onerror=alert(1)> & co'}</b>`
  expect(html`<p>${inner}${undefined}${false}${0}${['<', inner]}</p>`.text).toBe(
    '<p><b title="&quot;&#39;">&lt;img src=x onerror=alert(1)&gt; &amp; co</b>0' +
      '&lt;<b title="&quot;&#39;">&lt;img src=x onerror=alert(1)&gt; &amp; co</b></p>',
  )
})
