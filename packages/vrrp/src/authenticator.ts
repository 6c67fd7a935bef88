import { AhAuthenticator } from './ah-authenticator.js'
import { HmacAuthenticator } from './hmac-authenticator.js'
import type { Member } from './member.js'
import { hmacMd5, hmacSha256, systemUnixTimeMs } from './node-crypto.js'
import type { AuthenticationContext, Authenticator } from './opened-advert.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpPorts } from './ports.js'
import { SequenceMemory } from './sequence-memory.js'
import type { Teller } from './teller.js'

/** Has an instance sign and judge adverts by these parameters; what it has heard it remembers. */
export function authenticate(
  member: Member,
  parameters: VrrpParameters,
  { unixTimeMs = systemUnixTimeMs }: VrrpPorts,
  teller: Teller,
): void {
  // Numbers of AH and of HMAC have nothing in common.
  const { type } = parameters.authentication
  if (member.sequences.of !== type) member.sequences = new SequenceMemory(type)
  member.authenticator = makeAuthenticator(parameters, {
    memory: member.sequences,
    unixTimeMs,
    clockDiffers: (source, seconds) => teller.clockDiffers(member, source, seconds),
  })
}

/** Undefined where the message itself says everything: no authentication, or a password. */
export function makeAuthenticator(
  { authentication, unicastPeers }: VrrpParameters,
  context: AuthenticationContext,
): Authenticator | undefined {
  const peers = unicastPeers.length
  if (authentication.type === 'ah') {
    return new AhAuthenticator(authentication.password, peers, context.memory, hmacMd5)
  }
  if (authentication.type !== 'hmac') return undefined
  return new HmacAuthenticator(authentication, peers, context, hmacSha256)
}
