import { MemoryAddresses } from '@holdfast/core/testing'
import { onSegment } from '@holdfast/transport-udp-sim'
import type { UdpSimPorts } from '@holdfast/transport-udp-sim'
import { VrrpInstance, VrrpRouter } from '@holdfast/vrrp'
import type { VrrpConfig } from '@holdfast/vrrp'

export interface MachineOptions {
  /** UDP port of the segment. */
  readonly port: number
  readonly name: string
  readonly address: string
}

/** A machine whose instances share one router, and so one transport and one set of addresses. */
export class Machine implements AsyncDisposable {
  readonly name: string
  readonly #ports: UdpSimPorts
  readonly #addresses = new MemoryAddresses()
  readonly #router: VrrpRouter
  readonly #instances: VrrpInstance[] = []

  constructor({ port, name, address }: MachineOptions) {
    this.name = name
    this.#ports = onSegment({ port, node: name, address })
    this.#router = new VrrpRouter({ ...this.#ports, addresses: this.#addresses })
  }

  /** A virtual router of this machine, started. */
  async run(config: VrrpConfig): Promise<VrrpInstance> {
    const instance = new VrrpInstance(config, this.#router)
    this.#instances.push(instance)
    instance.on('transition', ({ text }) => {
      console.log(`  ${this.name} ${config.name.padEnd(4)}  ${text}`)
    })
    await instance.start()
    return instance
  }

  plugIn(): void {
    this.#ports.links.set('eth0', { up: true })
  }

  pullOut(): void {
    this.#ports.links.set('eth0', { up: false })
  }

  /** The virtual addresses that clients find here. */
  get held(): readonly string[] {
    return this.#addresses.held().map(({ address }) => address)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#instances.map((instance) => instance.stop()))
    await this.#router.close()
  }
}
