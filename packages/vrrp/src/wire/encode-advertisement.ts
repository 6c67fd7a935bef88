import {
  ConfigError,
  type ConfigIssue,
  type IpAddress,
  type IpFamily,
  ipFamily,
  ipToBytes,
  putWord,
} from '@holdfast/core'
import { checksumForms, computeChecksum, type ChecksumForm } from './checksum.js'
import { maxAdvertIntMs, toWireInterval } from './interval.js'
import { advertisementType, headerLength, messageLength, type Advertisement } from './message.js'
import {
  authenticationCode,
  authenticationLength,
  passwordBytes,
  type Authentication,
} from './v2-auth.js'

/** What an advert depends on besides what it says. */
export interface EncodeOptions {
  readonly source: IpAddress
  readonly destination: IpAddress
  /** VRRPv2 only; default none. */
  readonly authentication?: Authentication
  /** VRRPv3 over IPv4 only, ignored elsewhere; default `pseudo-header`. */
  readonly checksum?: ChecksumForm
}

/**
 * The bytes of an advert, from the first octet after the IP header. The interval is rounded to the
 * units of the version (see `advertisedIntervalMs`).
 *
 * @throws ConfigError listing everything that the wire format cannot carry.
 */
export function encodeAdvertisement(
  advertisement: Advertisement,
  options: EncodeOptions,
): Uint8Array {
  const issues = listIssues(advertisement, options)
  if (issues.length > 0) throw new ConfigError('advertisement', issues)

  const { version, virtualRouterId, priority, advertIntMs, addresses } = advertisement
  const { source, destination, authentication } = options
  const family = ipFamily(source)
  const length = messageLength(version, family, addresses.length)
  const message = new Uint8Array(length)
  message[0] = (version << 4) | advertisementType
  message[1] = virtualRouterId
  message[2] = priority
  message[3] = addresses.length
  if (version === 2) {
    message[4] = authenticationCode(authentication?.type ?? 'none')
    message[5] = toWireInterval(version, advertIntMs)
  } else {
    putWord(message, 4, toWireInterval(version, advertIntMs))
  }
  let offset = headerLength
  for (const address of addresses) {
    const bytes = ipToBytes(address)
    message.set(bytes, offset)
    offset += bytes.length
  }
  if (authentication?.type === 'pass') {
    message.set(passwordBytes(authentication.password), length - authenticationLength)
  }
  const form = chooseForm(version, family, options)
  putWord(message, 6, computeChecksum(message, length, form, source, destination))
  return message
}

function chooseForm(version: number, family: IpFamily, options: EncodeOptions): ChecksumForm {
  const [usual = 'pseudo-header', ...others] = checksumForms(version, family, options.destination)
  return others.length > 0 ? (options.checksum ?? usual) : usual
}

function listIssues(advertisement: Advertisement, options: EncodeOptions): readonly ConfigIssue[] {
  const { version, virtualRouterId, priority, advertIntMs, addresses } = advertisement
  const family = ipFamily(options.source)
  const longest = maxAdvertIntMs(version)
  const issues: ConfigIssue[] = []
  const demand = (holds: boolean, path: string, message: string): void => {
    if (!holds) issues.push({ path, message })
  }
  demand(isWithin(virtualRouterId, 1, 255), 'virtualRouterId', 'must be a whole number 1..255')
  demand(isWithin(priority, 0, 255), 'priority', 'must be a whole number 0..255')
  demand(
    advertIntMs > 0 && toWireInterval(version, advertIntMs) <= toWireInterval(version, longest),
    'advertIntMs',
    `must be above 0 and at most ${longest} ms`,
  )
  demand(addresses.length <= 255, 'addresses', 'must be 255 at most')
  demand(
    addresses.every((address) => ipFamily(address) === family),
    'addresses',
    `must be of the family of the source, IPv${family}`,
  )
  demand(
    ipFamily(options.destination) === family,
    'destination',
    `must be of the family of the source, IPv${family}`,
  )
  // RFC 3768 1: VRRPv2 is for IPv4 (rule 13).
  demand(version === 3 || family === 4, 'version', 'VRRPv2 cannot carry IPv6')
  demand(
    version === 2 || (options.authentication?.type ?? 'none') === 'none',
    'authentication',
    'VRRPv3 has none (RFC 9568 9)',
  )
  return issues
}

function isWithin(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max
}
