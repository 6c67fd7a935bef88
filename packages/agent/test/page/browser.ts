import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

/** Of Debian's package. */
export const chromiumPath = '/usr/bin/chromium'

/** Whoever is root has no sandbox; the only pages here are ours. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', '--disable-lcd-text'],
  })
}
