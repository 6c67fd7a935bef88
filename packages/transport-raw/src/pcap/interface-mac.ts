import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import type { MacAddress } from '@holdfast/core'
import { parseMacAddress } from '@holdfast/core'

/** The MAC address of an interface; undefined where there is none, or none that can be learned. */
export function interfaceMac(name: string): MacAddress | undefined {
  return fromSysfs(name) ?? networkInterfaces()[name]?.[0]?.mac
}

/** Linux tells it of interfaces without an IP address too. */
function fromSysfs(name: string): MacAddress | undefined {
  try {
    return parseMacAddress(readFileSync(`/sys/class/net/${name}/address`, 'utf8').trim())
  } catch {
    return undefined
  }
}
