import { expect, test } from 'vitest'
import { timelinePage } from './timeline-page.js'

const page = timelinePage({
  title: 'seed <1>',
  outcome: 'every promise was kept',
  endMs: 20_000,
  entries: [
    { at: 0, who: '--', text: 'start a' },
    { at: 0, who: 'a', text: 'INIT -> BACKUP: started' },
    { at: 3609.375, who: 'a', text: 'BACKUP -> MASTER: no advert from "b" & others' },
    { at: 9000, who: '--', text: 'crash a' },
  ],
}).replaceAll(/\s+/g, ' ')

test('a lane of states, each until the next one, a crash or the end', () => {
  const bars = [
    ...page.matchAll(
      /<a href="#(e\d+)"> ?<line [^>]+> ?<svg class="([A-Z]+)" x="([\d.]+%)" y="\d+" width="([\d.]+%)"/g,
    ),
  ]
  // Of 20 s: 3.609375 s are 18.046875 %, 9 s are 45 %.
  expect(bars.map(([, ...each]) => each)).toEqual([
    ['e1', 'BACKUP', '0.000%', '18.047%'],
    ['e2', 'MASTER', '18.047%', '26.953%'],
  ])
})

test('what was done to the cluster, as marks', () => {
  const marks = [
    ...page.matchAll(
      /<a class="mark" href="#(e\d+)"> ?<svg x="([\d.]+%)" overflow="visible"> <title>([^<]+)/g,
    ),
  ]
  expect(marks.map(([, ...each]) => each)).toEqual([
    ['e0', '0.000%', 'start a'],
    ['e3', '45.000%', 'crash a'],
  ])
})

test('everything in words, with nothing that could be taken for HTML', () => {
  expect(page).toContain('<title>seed &lt;1&gt;</title>')
  expect(page).toContain(
    '<tr id="e2" class="instance"> <td>3609.375</td> <td>a</td> <td>BACKUP -&gt; MASTER: no advert from &quot;b&quot; &amp; others</td> </tr>',
  )
  expect(page).toContain(
    '<tr id="e3" class="network"> <td>9000.000</td> <td>network</td> <td>crash a</td> </tr>',
  )
})

test('a file of its own: nothing is fetched', () => {
  expect(page).not.toMatch(/https?:|src=|@import|url\(/)
})
