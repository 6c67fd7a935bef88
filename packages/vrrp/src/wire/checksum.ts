import {
  foldChecksum,
  type IpAddress,
  type IpFamily,
  ipFamily,
  pseudoHeaderSum,
  sumWords,
  word,
} from '@holdfast/core'
import { isGroup, vrrpGroup, vrrpProtocol } from './protocol.js'

/**
 * What a checksum covers besides the message. VRRPv2 covers nothing else and VRRPv3 over IPv6 the
 * pseudo-header; for VRRPv3 over IPv4 three answers are in use (rules 10 and 17-19):
 *
 * - `pseudo-header`: keepalived, FRR, Wireshark; how they read RFC 5798 5.2.8
 * - `message-only`: Cisco, Juniper; RFC 9568 5.2.8
 * - `group-pseudo-header`: keepalived before 1.3.7 in unicast, with the multicast group in the place
 *   of the destination
 */
export type ChecksumForm = 'pseudo-header' | 'message-only' | 'group-pseudo-header'

const messageOnly: readonly ChecksumForm[] = ['message-only']
const pseudoHeader: readonly ChecksumForm[] = ['pseudo-header']
const multicastForms: readonly ChecksumForm[] = ['pseudo-header', 'message-only']
const unicastForms: readonly ChecksumForm[] = [...multicastForms, 'group-pseudo-header']

/** The forms that an advert to `destination` may use, the usual one first. */
export function checksumForms(
  version: number,
  family: IpFamily,
  destination: IpAddress,
): readonly ChecksumForm[] {
  if (version === 2) return messageOnly
  if (family === 6) return pseudoHeader
  return isGroup(destination) ? multicastForms : unicastForms
}

/** The first of `forms` under which the checksum in the message is right. */
export function matchingForm(
  message: Uint8Array,
  length: number,
  forms: readonly ChecksumForm[],
  source: IpAddress,
  destination: IpAddress,
): ChecksumForm | undefined {
  const sum = sumWords(message, 0, length)
  for (const form of forms) {
    // A sum that includes a right checksum is all ones, and so folds to 0 (RFC 1071 1).
    if (foldChecksum(sum + coveredSum(form, source, destination, length)) === 0) return form
  }
  return undefined
}

/** The checksum that the message should have; what its checksum field holds does not matter. */
export function computeChecksum(
  message: Uint8Array,
  length: number,
  form: ChecksumForm,
  source: IpAddress,
  destination: IpAddress,
): number {
  const sum = sumWords(message, 0, length) - word(message, 6)
  return foldChecksum(sum + coveredSum(form, source, destination, length))
}

function coveredSum(
  form: ChecksumForm,
  source: IpAddress,
  destination: IpAddress,
  length: number,
): number {
  if (form === 'message-only') return 0
  const covered = form === 'pseudo-header' ? destination : vrrpGroup(ipFamily(destination))
  return pseudoHeaderSum(source, covered, vrrpProtocol, length)
}
