import type { IpAddress, IpDatagram, Result } from '@holdfast/core'
import type { SequenceMemory } from './sequence-memory.js'
import { ahProtocol } from './wire/advertisement.js'
import type { AdvertExpectations, AdvertRejection } from './wire/advertisement.js'
import { authenticationCode } from './wire/v2-auth.js'

/** An advert without what protects it, and what decoding has to check of that. */
export interface OpenedAdvert {
  readonly datagram: IpDatagram
  readonly checks: Pick<AdvertExpectations, 'checkHeader' | 'checkTrailer'>
}

/** Signs the adverts of one instance, and judges those it hears. */
export interface Authenticator {
  /** All copies of one advert: it is signed once (rule 137). */
  seal(copies: readonly IpDatagram[]): readonly IpDatagram[]
  open(datagram: IpDatagram): Result<OpenedAdvert, AdvertRejection>
}

/** What authentication needs of its surroundings. */
export interface AuthenticationContext {
  /** Outlives a change of parameters. */
  readonly memory: SequenceMemory
  readonly unixTimeMs: () => number
  /** The clock of a router that was heard differs by more than half of the window (rule 137). */
  readonly clockDiffers: (source: IpAddress, seconds: number) => void
}

/** Where nothing stands before or behind a message: AH is there exactly if it is configured (rule 27). */
export function openPlain(
  datagram: IpDatagram,
  { authentication }: AdvertExpectations,
): Result<OpenedAdvert, AdvertRejection> {
  if (datagram.protocol !== ahProtocol) return { ok: true, value: { datagram, checks: {} } }
  const expected = authenticationCode(authentication?.type ?? 'none')
  const received = authenticationCode('ah')
  return { ok: false, error: { code: 'authTypeMismatch', received, expected } }
}
