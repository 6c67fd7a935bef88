import { join } from 'node:path'
import { root } from '../../../../test/support/program.js'
import { openBrowser } from './browser.js'
import { Stage } from './stage.js'

// Makes the pictures of docs/operations.md: an address that moved and came back, and a check that
// fails. As a command: node --conditions=@holdfast/source --import tsx THIS [FOLDER]

const folder = process.argv[2] ?? join(root, 'docs')
const stage = await Stage.open()
const { cluster, failing } = stage
failing.add('lb1 nginx')
await cluster.advanceAsync(41_300)
failing.delete('lb1 nginx')
await cluster.advanceAsync(55_200)
failing.add('lb1 db').add('lb1 two')
// VRRPv3 where VRRPv2 is spoken.
stage.intrude([0x31, 51, 100, 1, 0, 100, 0, 0, 192, 0, 2, 100])
await cluster.advanceAsync(8700)

const browser = await openBrowser()
for (const colorScheme of ['light', 'dark'] as const) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1000, height: 900 } })
  await page.goto(stage.url)
  // As far as the virtual servers: more is no better a picture.
  const end = await page.locator('#servers').boundingBox()
  const height = Math.ceil((end?.y ?? 0) + (end?.height ?? 0)) + 24
  await page.setViewportSize({ width: 1000, height })
  await page.screenshot({ path: join(folder, `page-${colorScheme}.png`) })
}
await browser.close()
await stage.close()
