import { createHash } from 'node:crypto'
import type { ConfigIssue } from '@holdfast/core'
import type { Check } from '../../checker/check.js'
import { describeTarget } from '../connection/connect-options.js'
import type { Probe } from '../probe.js'
import { contentRule } from './content-rule.js'
import type { ContentOptions, ContentRule } from './content-rule.js'
import { exchange } from './exchange.js'
import { checkPath, checkVirtualhost, httpServerOf } from './http-options.js'
import type { HttpOptions, HttpServer } from './http-options.js'

/** A status code or a range of them. */
export interface StatusCodes {
  readonly first: number
  readonly last: number
}

export interface UrlOptions extends ContentOptions {
  /** What is asked for, such as `/health`. */
  readonly path: string
  /** MD5 of the body in 32 hexadecimal digits, as `digestOfUrl` computes it. */
  readonly digest?: string
  /** Default 200-299. A redirection is a status like any other: nobody follows it. */
  readonly statusCodes?: readonly StatusCodes[]
  /** Default: that of the check. */
  readonly virtualhost?: string
}

export interface HttpCheckOptions extends HttpOptions {
  /** At least one; one is asked each time, and all in a row bring a server up. */
  readonly urls: readonly UrlOptions[]
  /** Several URLs follow without a delay while the server is not up. */
  readonly fastRecovery?: boolean
}

/** `HTTP_GET` and `SSL_GET`: a server is well that answers as it should. Throws ConfigError. */
export function httpCheck(options: HttpCheckOptions): Check {
  const { urls, fastRecovery = false } = options
  const issues: ConfigIssue[] = []
  if (urls.length === 0) issues.push({ path: 'urls', message: 'names nothing to ask for' })
  const rules = urls.map((url, index) => ruleOf(url, `urls[${index}]`, issues))
  const server = httpServerOf(options, issues)
  return {
    description: `${server.isTls ? 'HTTPS' : 'HTTP'} ${describeTarget(server.target)}`,
    retry: 1,
    delayBeforeRetryMs: 3000,
    fastRecovery,
    probes: urls.map((url, index) => urlProbe(server, url, rules[index])),
  }
}

function ruleOf(url: UrlOptions, where: string, issues: ConfigIssue[]): ContentRule | undefined {
  checkPath(url.path, `${where}.path`, issues)
  checkVirtualhost(url.virtualhost, `${where}.virtualhost`, issues)
  if (url.digest !== undefined && !/^[\da-fA-F]{32}$/.test(url.digest)) {
    const message = `${url.digest} is not an MD5 of 32 digits`
    issues.push({ path: `${where}.digest`, message })
  }
  return contentRule(url, where, issues)
}

function urlProbe(server: HttpServer, url: UrlOptions, rule: ContentRule | undefined): Probe {
  const { path, digest, virtualhost, statusCodes = [{ first: 200, last: 299 }] } = url
  const request = server.request(path, virtualhost)
  const isRight = (status: number): boolean =>
    statusCodes.some(({ first, last }) => first <= status && status <= last)
  return {
    start: (done) => {
      const hash = digest === undefined ? undefined : createHash('md5')
      return exchange(server.target, {
        ...request,
        rule,
        head: (status) => (isRight(status) ? undefined : `the status of ${path} is ${status}`),
        body: (bytes) => void hash?.update(bytes),
        done: (problem, isOwnFault = false) => {
          const reason = problem ?? compare(hash?.digest('hex'), digest)
          done(reason === undefined ? { ok: true } : { ok: false, reason, isOwnFault })
        },
      })
    },
  }
}

function compare(actual: string | undefined, wanted: string | undefined): string | undefined {
  if (actual === wanted?.toLowerCase()) return undefined
  return `the digest of the answer is ${String(actual)}`
}
