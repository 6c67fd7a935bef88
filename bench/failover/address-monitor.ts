import type { Lab } from '../../test/interop/lab/lab.js'
import type { LabProcess } from '../../test/interop/lab/lab-process.js'
import type { RouterName } from '../../test/interop/lab/stations.js'

/** Tells when the kernel of a router got an address, by the clock that stamps packets. */
export class AddressMonitor {
  readonly #monitor: LabProcess

  constructor(lab: Lab, router: RouterName) {
    // iproute2 stamps in local time.
    this.#monitor = lab.spawn(router, 'env', 'TZ=UTC', 'ip', '-ts', '-o', 'monitor', 'address')
  }

  /** Milliseconds since 1970 of the first event after `since` that gives it the address. */
  gotAddress(address: string, since: number): number | undefined {
    for (const line of this.#monitor.lines) {
      const found = /^\[(\S+)\] (?!Deleted).* inet6? (\S+?)[/ ]/.exec(line)
      if (found?.[1] === undefined || found[2] !== address) continue
      // Date knows milliseconds, the stamp has microseconds.
      const at = Date.parse(`${found[1].slice(0, 23)}Z`) + Number(found[1].slice(23)) / 1000
      if (at >= since) return at
    }
    return undefined
  }
}
