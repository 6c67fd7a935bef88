import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { missingPrograms } from '../../../../test/support/programs.js'
import { until } from '../../../../test/support/until.js'
import { chromiumPath, openBrowser } from './browser.js'
import { Stage } from './stage.js'

// The page in a browser while addresses move: virtual time for the routers, real time for the page.

const problem = missingPrograms({ [chromiumPath]: 'chromium' })
if (problem !== undefined) process.stderr.write(`SKIPPED: the status page: ${problem}\n`)

/** Generous, for slow machines. */
const patience = { timeout: 120_000 }

let browser: Browser
let stage: Stage
let page: Page
/** What the browser complains of. */
let complaints: string[]

beforeAll(async () => {
  if (problem === undefined) browser = await openBrowser()
}, 120_000)

afterAll(() => (problem === undefined ? browser.close() : undefined))

beforeEach(async () => {
  if (problem !== undefined) return
  stage = await Stage.open()
  page = await browser.newPage({ viewport: { width: 1000, height: 800 } })
  complaints = []
  page.on('console', (message) => void complaints.push(message.text()))
  page.on('pageerror', (error) => void complaints.push(error.message))
  await page.goto(stage.url)
}, 120_000)

afterEach(async () => {
  if (problem !== undefined) return
  await page.close()
  await stage.close()
}, 120_000)

/** Virtual time goes on until the page says so. */
async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  let isOver = false
  const look = async (): Promise<void> => {
    while (!isOver) {
      await stage.cluster.advanceAsync(1000)
      if (await isSo()) isOver = true
    }
  }
  try {
    await Promise.all([look(), until(what, () => isOver, patience.timeout)])
  } finally {
    isOver = true
  }
}

const stateOf = async (row: number): Promise<string> =>
  (await page.locator('#overview tbody tr').nth(row).locator('.badge').innerText()).trim()

test.skipIf(problem !== undefined)(
  'a failover is seen as it happens, with its reason; who reads on is not disturbed',
  patience,
  async () => {
    expect(await stateOf(0)).toBe('MASTER')
    await page.locator('details').first().locator('summary').click()
    const focused = page.locator('#overview a').first()
    await focused.focus()
    await page.locator('input[value=hour]').check()
    await focused.focus()

    stage.failing.add('lb1 nginx')
    await eventually('the backup is seen', async () => (await stateOf(0)) === 'BACKUP')
    await eventually('the new master is heard', async () => {
      return (await page.locator('#instance-0 .ladder .heard').count()) > 0
    })
    expect(await page.locator('#happened tbody tr').first().innerText()).toContain(
      'MASTER -> BACKUP: 192.0.2.2 has priority 100, ours is 90',
    )
    expect(await page.locator('#last').innerText()).toContain('WEB: MASTER -> BACKUP')
    expect(await page.locator('#instance-0 table .badge').innerText()).toBe('DOWN')
    expect(await page.locator('#live').innerText()).toBe('live')

    expect(await page.locator('#overview a:focus').count()).toBe(1)
    expect(await page.locator('details').first().getAttribute('open')).toBe('')
    expect(await page.locator('.window.hour').isVisible()).toBe(true)
    expect(await page.locator('.window.minutes').isVisible()).toBe(false)
    expect(complaints).toEqual([])
  },
)

test.skipIf(problem !== undefined)(
  'an instance that a reload brings is there, and what it is called is text',
  patience,
  async () => {
    const { agent, cluster } = stage
    const text = `
vrrp_instance <img/src=x/onerror=document.title='taken'> {
    interface eth0
    virtual_router_id 53
    virtual_ipaddress {
        192.0.2.150/24
    }
}`
    const reloaded = agent.reload(text)
    await cluster.advanceAsync(5000)
    await reloaded
    const name = "<img/src=x/onerror=document.title='taken'>"
    await eventually('it is there', async () => {
      return (await page.locator('#overview a').allInnerTexts()).includes(name)
    })
    await eventually('its card is there, alone', async () => {
      const cards = await page.locator('#details h3').allInnerTexts()
      return cards.length === 1 && cards[0]?.startsWith(name) === true
    })
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).toBe('lb1: Holdfast')
    expect(complaints).toEqual([])
  },
)

test.skipIf(problem !== undefined)(
  'by keyboard alone: each transition leads to its reason; narrow, nothing is cut off',
  patience,
  async () => {
    const bar = page.locator('.window.minutes a').first()
    await bar.focus()
    await page.keyboard.press('Enter')
    const target = page.locator('tr:target')
    expect(await target.innerText()).toContain('INIT -> BACKUP: started')
    const seen = new Set<unknown>()
    for (let count = 0; count < 60; count += 1) {
      await page.keyboard.press('Tab')
      seen.add(await page.evaluate('document.activeElement.localName'))
    }
    expect([...seen]).toEqual(expect.arrayContaining(['a', 'input', 'summary']))

    await page.setViewportSize({ width: 400, height: 800 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400)
    const ground = 'getComputedStyle(document.body).backgroundColor'
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = await page.evaluate(ground)
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await page.evaluate(ground)
    expect([dark, light]).toEqual(['rgb(13, 17, 23)', 'rgb(246, 248, 250)'])
    expect(complaints).toEqual([])
  },
)

test.skipIf(problem !== undefined)('an agent that ends is no longer live', patience, async () => {
  await eventually('it is live', async () => (await page.locator('#live').innerText()) === 'live')
  stage.agent.page?.close()
  await stage.hangUp()
  await eventually('it is lost', async () => {
    return (await page.locator('#live').innerText()) === 'not connected'
  })
})
