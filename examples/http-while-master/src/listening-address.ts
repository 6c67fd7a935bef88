import type { Server } from 'node:http'
import type { Addresses, DesiredAddress, HoldOutcome } from '@holdfast/core'

/**
 * Stands in for a virtual address on a machine that lends us none: who "holds the address" listens
 * on the one port that clients know, and everybody else does not.
 */
export class ListeningAddress implements Addresses {
  readonly #server: Server
  readonly #port: number
  #isWanted = false

  constructor(server: Server, port: number) {
    this.#server = server
    this.#port = port
  }

  hold(
    _owner: string,
    desired: readonly DesiredAddress[],
    done: (outcome: HoldOutcome) => void,
  ): void {
    this.#isWanted = desired.length > 0
    if (!this.#isWanted) this.releaseNow(() => done({ ok: true }))
    else if (this.#server.listening) done({ ok: true })
    else this.#listen(desired, done)
  }

  /** Refuses new connections at once; calls back when the last request was answered. */
  releaseNow(released?: () => void): void {
    this.#isWanted = false
    if (this.#server.listening) this.#server.close(released)
    else released?.()
  }

  #listen(desired: readonly DesiredAddress[], done: (outcome: HoldOutcome) => void): void {
    // EADDRINUSE, while the old master is still leaving. The router will ask again.
    const failed = ({ code = 'EUNKNOWN', message }: NodeJS.ErrnoException): void => {
      const failures = desired.map(({ address }) => ({ address, code, message }))
      done({ ok: false, failures })
    }
    this.#server.once('error', failed)
    this.#server.listen(this.#port, '127.0.0.1', () => {
      this.#server.off('error', failed)
      if (this.#isWanted) done({ ok: true })
      else this.#server.close()
    })
  }
}
