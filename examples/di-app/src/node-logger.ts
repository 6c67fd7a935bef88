import type { Logger } from '@holdfast/core'
import { inject, injectable } from 'tsyringe'
import { nodeNameToken } from './tokens.js'

/** Where Holdfast's log lines of a node go. */
@injectable()
export class NodeLogger implements Logger {
  readonly #node: string

  constructor(@inject(nodeNameToken) node: string) {
    this.#node = node
  }

  debug(): void {
    // too much for an example
  }

  info(message: string): void {
    console.log(`  ${this.#node}  ${message}`)
  }

  warn(message: string): void {
    this.info(`warning: ${message}`)
  }

  error(message: string): void {
    this.info(`error: ${message}`)
  }
}
