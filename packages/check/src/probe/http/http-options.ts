import type { ConnectionOptions } from 'node:tls'
import { targetOf } from '../connection/connect-options.js'
import type { ConnectOptions, Target } from '../connection/connect-options.js'
import type { ConfigIssue } from '@holdfast/core'
import { httpRequest } from './http-request.js'
import type { HttpProtocol } from './http-request.js'
import { connectionOptions, tlsContext } from './tls-options.js'
import type { TlsOptions } from './tls-options.js'

/** What every request to a server has. */
export interface HttpOptions extends ConnectOptions {
  /** The Host header; by default address and port. */
  readonly virtualhost?: string
  /** Default 1.0. */
  readonly httpProtocol?: HttpProtocol
  /** `SSL_GET`. Certificates are not verified unless it says so. */
  readonly tls?: boolean | TlsOptions
  /** A longer body is a failure; 16 MiB by default. */
  readonly maxBodyBytes?: number
}

/** A server that can be asked for something. */
export interface HttpServer {
  readonly target: Target
  readonly isTls: boolean
  readonly maxBodyBytes: number
  /** What an exchange has to be told; `virtualhost` wins over the one of the server. */
  request(
    path: string,
    virtualhost?: string,
  ): {
    readonly request: string
    readonly tls: ConnectionOptions | undefined
    readonly saysGoodbye: boolean
    readonly maxBodyBytes: number
  }
}

/** Throws ConfigError with everything that is wrong; `issues` are what the caller has found. */
export function httpServerOf(options: HttpOptions, issues: ConfigIssue[]): HttpServer {
  const { tls = false, httpProtocol = '1.0', maxBodyBytes = 16 * 1024 * 1024 } = options
  const tlsOptions = tls === true ? {} : tls
  checkVirtualhost(options.virtualhost, 'virtualhost', issues)
  const context = tlsOptions === false ? undefined : contextOf(tlsOptions, issues)
  const target = targetOf(options, 'TCP', issues)
  return {
    target,
    maxBodyBytes,
    isTls: tlsOptions !== false,
    request: (path, virtualhost = options.virtualhost) => ({
      request: httpRequest(target, path, httpProtocol, virtualhost),
      tls:
        tlsOptions === false || context === undefined
          ? undefined
          : connectionOptions(tlsOptions, context, virtualhost),
      saysGoodbye: tlsOptions !== false && tlsOptions.tlsCompliant === true,
      maxBodyBytes,
    }),
  }
}

/** A blank or a line break would end what it is part of. */
export function checkPath(path: string, where: string, issues: ConfigIssue[]): void {
  if (/^[^\0- \x7f]+$/.test(path)) return
  issues.push({ path: where, message: `${JSON.stringify(path)} cannot be asked for` })
}

export function checkVirtualhost(
  name: string | undefined,
  where: string,
  issues: ConfigIssue[],
): void {
  if (name === undefined || /^[^\0- \x7f]+$/.test(name)) return
  issues.push({ path: where, message: `${JSON.stringify(name)} is not the name of a host` })
}

function contextOf(
  options: TlsOptions,
  issues: ConfigIssue[],
): ReturnType<typeof tlsContext> | undefined {
  try {
    return tlsContext(options)
  } catch (error) {
    issues.push({ path: 'tls', message: error instanceof Error ? error.message : String(error) })
    return undefined
  }
}
