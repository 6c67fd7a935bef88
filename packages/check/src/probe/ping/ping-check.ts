import { ipFamily } from '@holdfast/core'
import type { Random } from '@holdfast/core'
import {
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  openSocket,
  AF_INET,
  AF_INET6,
  SOCK_DGRAM,
  SOCK_RAW,
  SystemCallError,
} from '@holdfast/linux'
import type { Check } from '../../checker/check.js'
import { targetOf } from '../connection/connect-options.js'
import type { ConnectOptions, Target } from '../connection/connect-options.js'
import { ask } from '../datagram/ask.js'
import type { SocketKind } from '../connection/kernel-socket.js'
import { LinuxDatagrams } from '../datagram/linux-datagrams.js'
import { echoRequest, isEchoReply } from './icmp-echo.js'

export interface PingCheckOptions extends Omit<ConnectOptions, 'connectPort' | 'bindPort'> {
  /** For what is sent, and has to come back. */
  readonly random?: Random
}

const payloadBytes = 16

/**
 * `PING_CHECK`: a server is well that answers an ICMP echo request. It takes the addon of
 * `@holdfast/linux`, and `net.ipv4.ping_group_range` or CAP_NET_RAW. Throws ConfigError.
 */
export function pingCheck(options: PingCheckOptions): Check {
  const { random = Math.random } = options
  const target = targetOf({ ...options, connectPort: 0 }, 'ICMP')
  const family = ipFamily(target.address)
  let sequence = 0
  return {
    description: `ping ${target.address}`,
    retry: 1,
    delayBeforeRetryMs: 1000,
    probes: [
      {
        start: (done) => {
          sequence = (sequence + 1) % 0x1_0000
          const payload = Uint8Array.from({ length: payloadBytes }, () => random() * 256)
          const identifier = Math.floor(random() * 0x1_0000)
          return ask(
            target,
            {
              query: echoRequest(family, identifier, sequence, payload),
              judge: (bytes) => (isEchoReply(family, payload, bytes) ? {} : undefined),
              silence: 'no reply',
              done,
            },
            (to, listener) => new LinuxDatagrams(to, listener, pingSocket(to)),
          )
        },
      },
    ],
  }
}

/** A ping socket hears its own replies alone; where the system refuses one, a raw socket hears all. */
function pingSocket({ address }: Target): SocketKind {
  const isIpv4 = ipFamily(address) === 4
  const protocol = isIpv4 ? IPPROTO_ICMP : IPPROTO_ICMPV6
  try {
    openSocket(isIpv4 ? AF_INET : AF_INET6, SOCK_DGRAM, protocol).close()
    return { type: SOCK_DGRAM, protocol }
  } catch (error) {
    if (error instanceof SystemCallError) return { type: SOCK_RAW, protocol }
    throw error
  }
}
