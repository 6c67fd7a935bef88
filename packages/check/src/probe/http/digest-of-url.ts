import { createHash } from 'node:crypto'
import { HoldfastError } from '@holdfast/core'
import type { ConfigIssue } from '@holdfast/core'
import { exchange } from './exchange.js'
import { checkPath, httpServerOf } from './http-options.js'
import type { HttpOptions } from './http-options.js'

export interface DigestOptions extends HttpOptions {
  /** What is asked for, such as `/health`. */
  readonly path: string
  /** The head of the answer, as it came; the bytes may be used again afterwards. */
  readonly onHead?: (bytes: Uint8Array) => void
  /** Pieces of its body, without their transfer coding. */
  readonly onBody?: (bytes: Uint8Array) => void
}

/**
 * What to write behind `digest`: the MD5 of what a server answers, whatever its status, as keepalived's
 * `genhash` prints it. Rejects with ConfigError, and with HoldfastError `ERR_HOLDFAST_CHECK` when
 * there is no whole answer.
 */
export async function digestOfUrl(options: DigestOptions): Promise<string> {
  const { path, onHead, onBody } = options
  const issues: ConfigIssue[] = []
  checkPath(path, 'path', issues)
  const server = httpServerOf(options, issues)
  const hash = createHash('md5')
  await new Promise<void>((resolve, reject) => {
    exchange(server.target, {
      ...server.request(path),
      rule: undefined,
      head: (_, bytes) => {
        onHead?.(bytes)
        return undefined
      },
      body: (bytes) => {
        hash.update(bytes)
        onBody?.(bytes)
      },
      done: (problem) => {
        if (problem === undefined) resolve()
        else reject(new HoldfastError('ERR_HOLDFAST_CHECK', `${path}: ${problem}`))
      },
    })
  })
  return hash.digest('hex')
}
