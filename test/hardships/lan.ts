import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAgent } from '@holdfast/agent'
import type { Agent } from '@holdfast/agent'
import { NodeProcessRunner } from '@holdfast/check'
import { silentLogger } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import { onSegment, startSegment } from '@holdfast/transport-udp-sim'
import type { Segment } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'
import { until } from '../support/until.js'

/** Generous, for slow machines. */
const patienceMs = 15_000

/**
 * An agent that is master, with everything real but the network, and a backup beside it that would
 * take over as soon as its adverts failed to come.
 */
export class Lan implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'holdfast-hardships-'))
  readonly #segment: Segment
  readonly #log: string[] = []
  #agent: Agent | undefined
  #backup: VrrpInstance | undefined
  #adverts = 0
  #takeovers = 0

  constructor(segment: Segment) {
    this.#segment = segment
  }

  static async open(): Promise<Lan> {
    return new Lan(await startSegment())
  }

  get agent(): Agent {
    if (this.#agent === undefined) throw new Error('no agent runs')
    return this.#agent
  }

  /** What the agent warned of. */
  get log(): readonly string[] {
    return this.#log
  }

  /** Adverts of the agent that the backup heard. */
  get adverts(): number {
    return this.#adverts
  }

  /** How often the backup became master. */
  get takeovers(): number {
    return this.#takeovers
  }

  /** A shell script of that text; the path. */
  script(name: string, text: string): string {
    const path = join(this.folder, name)
    writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    return path
  }

  /** Runs a text with the lines of `instance` in its instance, until it is master with a backup. */
  async run(text: string, instance: string): Promise<void> {
    const backup = new VrrpInstance(
      {
        ...{ name: 'VI_1', interface: 'eth0', virtualRouterId: 51, version: 3, priority: 50 },
        ...{ advertIntMs: 500, virtualAddresses: ['192.0.2.100/24'] },
      },
      this.#plug('b', '192.0.2.2', silentLogger),
    )
    this.#backup = backup
    const config = `
${text}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    version 3
    priority 150
    advert_int 0.5
    virtual_ipaddress {
        192.0.2.100/24
    }
    ${instance}
}
`
    const tell = (message: string, context?: object): void => {
      const { error } = (context ?? {}) as { readonly error?: unknown }
      this.#log.push(error instanceof Error ? `${message}: ${error.message}` : message)
    }
    const logger = { ...silentLogger, warn: tell, error: tell }
    this.#agent = createAgent({
      ...{ config, logger, ports: this.#plug('a', '192.0.2.1', logger) },
      runner: new NodeProcessRunner(),
    })
    await this.#agent.start()
    await this.eventually(
      'the agent is master',
      () => this.agent.instance('VI_1').state === 'MASTER',
    )
    await backup.start()
    backup.on('transition', ({ to }) => (this.#takeovers += to === 'MASTER' ? 1 : 0))
    await this.advertsGoOn(1)
  }

  /** Resolves when the backup has heard so many more adverts. */
  async advertsGoOn(count: number): Promise<void> {
    const before = this.#adverts
    await this.eventually(`${count} more adverts`, () => this.#adverts >= before + count)
  }

  async eventually(what: string, isSo: () => boolean): Promise<void> {
    try {
      await until(what, isSo, patienceMs)
    } catch (error) {
      throw new Error([String(error), ...this.#log].join('\n'), { cause: error })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent?.stop()
    await this.#backup?.stop()
    await this.#segment.close()
    rmSync(this.folder, { recursive: true })
  }

  #plug(node: string, address: string, logger: Logger): ReturnType<typeof onSegment> {
    const ports = onSegment({ port: this.#segment.port, node, address, logger })
    if (node === 'b') {
      ports.transport.subscribe((packet) => {
        if (packet.kind === 'ip' && packet.source === '192.0.2.1') this.#adverts += 1
      })
    }
    return ports
  }
}
