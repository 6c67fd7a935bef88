import { existsSync, readdirSync } from 'node:fs'
import type { ServiceFacts } from '../machine-facts.js'

/** systemd.unit(5), System Unit Search Path. */
const folders = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
]

/** What systemd knows of routers, from its files alone. */
export function readService(): ServiceFacts {
  return {
    // sd_booted(3)
    isManaged: existsSync('/run/systemd/system'),
    isInstalled: folders.some((folder) => existsSync(`${folder}/holdfast.service`)),
    isEnabled: isWanted('holdfast.service'),
    isKeepalivedEnabled: isWanted('keepalived.service'),
  }
}

/** `systemctl enable` makes a link in a folder of whatever wants it. */
function isWanted(unit: string): boolean {
  return folders.slice(0, 2).some((folder) =>
    namesIn(folder)
      .filter((name) => /\.(?:wants|requires)$/.test(name))
      .some((name) => namesIn(`${folder}/${name}`).includes(unit)),
  )
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
