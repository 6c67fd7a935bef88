import type { FrameFilter } from '../frame-backend.js'

/**
 * The filter in libpcap's language. It does not ask for `inbound`: the first frames after opening
 * are filtered by libpcap itself and not by the kernel, and there that term drops everything.
 */
export function captureFilter(filter: FrameFilter): string {
  if (filter === 'everything') return ''
  return (
    'arp or ip proto 112 or ip proto 51 or ip6 proto 112 or ip6 proto 51 or ' +
    '(icmp6 and ip6[40] = 136)'
  )
}
