import type { VrrpInstance } from '@holdfast/vrrp'
import { vrrpInstanceToken } from '@holdfast/vrrp/di'
import { inject, injectable } from 'tsyringe'
import { nodeNameToken } from './tokens.js'

/** An application that has something to say while its node is master. */
@injectable()
export class Greeter {
  readonly #node: string
  readonly #vip: VrrpInstance

  // Every parameter by token: esbuild, and so tsx, tsup and vitest, emit no types for decorators,
  // and injection by type would fail only at run time.
  constructor(@inject(nodeNameToken) node: string, @inject(vrrpInstanceToken) vip: VrrpInstance) {
    this.#node = node
    this.#vip = vip
  }

  start(): Promise<void> {
    return this.#vip.start()
  }

  becomesMaster(): Promise<void> {
    return this.#vip.waitFor('MASTER', { timeoutMs: 5000 })
  }

  greet(): string {
    return this.#vip.state === 'MASTER' ? `hello from ${this.#node}` : 'nothing'
  }
}
