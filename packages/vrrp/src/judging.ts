import type { IpDatagram, Result } from '@holdfast/core'
import { makeAuthenticator } from './authenticator.js'
import { systemUnixTimeMs } from './node-crypto.js'
import type { VrrpParameters } from './parameters.js'
import { advertisesOurAddresses, decodeFor, expectationsOf } from './receive.js'
import { SequenceMemory } from './sequence-memory.js'
import type { AdvertRejection, ReceivedAdvertisement } from './wire/advertisement.js'

/** An advert that an instance would accept. */
export interface AcceptedAdvert {
  readonly advertisement: ReceivedAdvertisement
  /** Whether it lists the very addresses that the instance has; others are logged (rule 42). */
  readonly hasOurAddresses: boolean
}

/**
 * Whether an instance with these parameters would accept a packet that it has not got, and why not:
 * for whoever looks at a network without taking part in it. Nothing is remembered, so a packet may be
 * judged again. `unixTimeMs`: for adverts that are signed with their time.
 */
export function judgeAdvert(
  parameters: VrrpParameters,
  datagram: IpDatagram,
  unixTimeMs: () => number = systemUnixTimeMs,
): Result<AcceptedAdvert, AdvertRejection> {
  const authenticator = makeAuthenticator(parameters, {
    memory: new SequenceMemory(parameters.authentication.type),
    unixTimeMs,
    clockDiffers: () => undefined,
  })
  const decoded = decodeFor({ authenticator, expectations: expectationsOf(parameters) }, datagram)
  if (!decoded.ok) return decoded
  const advertisement = decoded.value
  const hasOurAddresses = advertisesOurAddresses(parameters, advertisement)
  return { ok: true, value: { advertisement, hasOurAddresses } }
}
