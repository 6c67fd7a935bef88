import type { Lab } from '../lab/lab.js'
import type { RouterName } from '../lab/stations.js'
import type { Peer, RunningRouter } from '../peers/peer.js'
import type { RouterSpec } from '../peers/router-spec.js'
import { masterDownMs, skewMs } from './theory.js'

/** One of the two routers, whether it runs or not. */
export class Actor {
  readonly name: RouterName
  readonly peer: Peer
  readonly spec: RouterSpec
  readonly #lab: Lab
  readonly #log: string[] = []
  #running: RunningRouter | undefined

  constructor(lab: Lab, name: RouterName, peer: Peer, spec: RouterSpec) {
    this.#lab = lab
    this.name = name
    this.peer = peer
    this.spec = spec
  }

  /** Such as `A (keepalived)`. */
  get title(): string {
    return `${this.name} (${this.peer.name})`
  }

  get masterDownMs(): number {
    return masterDownMs(this.spec)
  }

  get skewMs(): number {
    return skewMs(this.spec)
  }

  get log(): readonly string[] {
    return [...this.#log, ...(this.#running?.log ?? [])]
  }

  async start(): Promise<void> {
    this.#running = await this.peer.start(this.#lab, this.name, this.spec)
  }

  async stop(): Promise<void> {
    await this.#router.stop()
    this.#end()
  }

  /** SIGKILL of everything it is made of; its host lives on. */
  async kill(): Promise<void> {
    await this.#router.kill()
    this.#end()
  }

  pause(): void {
    this.#router.pause()
  }

  resume(): void {
    this.#router.resume()
  }

  get #router(): RunningRouter {
    if (this.#running === undefined) throw new Error(`${this.title} does not run`)
    return this.#running
  }

  #end(): void {
    this.#log.push(...this.log.slice(this.#log.length))
    this.#running = undefined
  }
}
