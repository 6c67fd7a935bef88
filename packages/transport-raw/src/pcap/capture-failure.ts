import { TransportError } from '@holdfast/core'
import { MissingPrivilegeError } from '@holdfast/linux'
import type { CaptureMessage } from './messages.js'

const install =
  'install libpcap with its headers (Debian: apt install libpcap-dev g++ make python3; Alpine: ' +
  'apk add libpcap-dev g++ make python3), then the package: npm install cap (pnpm wants it in ' +
  'onlyBuiltDependencies)'

/** Undefined where patience helps: the interface is there and may come up. */
export function captureFailure(
  interfaceName: string,
  failure: Extract<CaptureMessage, { type: 'failed' }>,
): Error | undefined {
  const { obstacle, message } = failure
  switch (obstacle) {
    case 'library':
      return new TransportError(`the backend 'pcap' needs libpcap: ${install}. It said: ${message}`)
    case 'privilege':
      return new MissingPrivilegeError(['CAP_NET_RAW'], { cause: new Error(message) })
    case 'interface':
      return new TransportError(`cannot listen on ${interfaceName}: ${message}`)
    case 'notUp':
      return undefined
  }
}
