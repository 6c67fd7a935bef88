import type { Target } from '../connection/connect-options.js'
import { describeTarget } from '../connection/connect-options.js'

/** `C` asks to close the connection, `K` to keep it; 1.1 alone asks to close it. */
export type HttpProtocol = '1.0' | '1.0C' | '1.0K' | '1.1' | '1.1K'

const connectionHeaders: Readonly<Record<HttpProtocol, string>> = {
  '1.0': '',
  '1.0C': 'Connection: close\r\n',
  '1.0K': 'Connection: keep-alive\r\n',
  '1.1': 'Connection: close\r\n',
  '1.1K': 'Connection: keep-alive\r\n',
}

// keepalived's name: the logs of many a server are rid of checks by it.
const userAgent = 'KeepAliveClient'

/** The bytes of a GET. Without a virtual host it is for the address, with its port. */
export function httpRequest(
  target: Pick<Target, 'address' | 'port'>,
  path: string,
  protocol: HttpProtocol,
  virtualhost: string | undefined,
): string {
  return (
    `GET ${path} HTTP/${protocol.slice(0, 3)}\r\n` +
    `User-Agent: ${userAgent}\r\n` +
    connectionHeaders[protocol] +
    `Host: ${virtualhost ?? describeTarget(target)}\r\n\r\n`
  )
}
