import type { IpDatagram, Result } from '@holdfast/core'
import type { Authenticator, OpenedAdvert } from './opened-advert.js'
import type { SequenceMemory } from './sequence-memory.js'
import { ahProtocol, vrrpProtocol } from './wire/advertisement.js'
import type { AdvertRejection } from './wire/advertisement.js'
import {
  ahIdentification,
  ahLength,
  ahSequenceMax,
  encodeAuthenticationHeader,
  hasRightCheckValue,
  isAuthenticationHeaderOf,
  readAhSequence,
} from './wire/authentication-header.js'
import type { KeyedDigest } from './wire/keyed-digest.js'
import { authenticationCode } from './wire/v2-auth.js'

/**
 * IPsec AH as keepalived speaks it (rule 133). All routers count as one there: a number that is not
 * above every one heard or sent is dropped. So ours sends numbers above whatever it heard; but it
 * asks no more of another than to count on, or two routers that sent the same number at the same time
 * would go on not hearing each other.
 */
export class AhAuthenticator implements Authenticator {
  readonly #password: string
  readonly #peers: number
  readonly #memory: SequenceMemory
  readonly #md5: KeyedDigest

  constructor(password: string, peers: number, memory: SequenceMemory, md5: KeyedDigest) {
    this.#password = password
    this.#peers = peers
    this.#memory = memory
    this.#md5 = md5
  }

  seal(copies: readonly IpDatagram[]): readonly IpDatagram[] {
    const memory = this.#memory
    const last = Number(memory.last)
    const sequence = last >= ahSequenceMax ? 1 : last + 1
    memory.last = BigInt(sequence)
    const identification = ahIdentification(sequence)
    return copies.map((copy) => {
      const packet = { ...copy, protocol: ahProtocol, identification }
      const { payload: message } = copy
      const password = this.#password
      const payload = encodeAuthenticationHeader(packet, message, sequence, password, this.#md5)
      return { ...packet, payload }
    })
  }

  open(datagram: IpDatagram): Result<OpenedAdvert, AdvertRejection> {
    const { payload, protocol } = datagram
    if (protocol !== ahProtocol) {
      const expected = authenticationCode('ah')
      return { ok: false, error: { code: 'authTypeMismatch', received: 0, expected } }
    }
    const message = payload.subarray(ahLength)
    const opened = { ...datagram, protocol: vrrpProtocol, payload: message }
    const checkHeader = (): AdvertRejection | undefined => this.#check(datagram)
    return { ok: true, value: { datagram: opened, checks: { checkHeader } } }
  }

  #check(datagram: IpDatagram): AdvertRejection | undefined {
    const { source, payload } = datagram
    if (!isAuthenticationHeaderOf(source, payload)) return { code: 'ahMalformed' }
    if (!hasRightCheckValue(datagram, payload, this.#password, this.#md5)) {
      return { code: 'authFailure' }
    }
    const memory = this.#memory
    const sequence = BigInt(readAhSequence(payload))
    const before = memory.heard(source)
    // After the largest one a sender begins anew.
    const isOld = before !== undefined && sequence <= before && before < BigInt(ahSequenceMax)
    if (isOld) return { code: 'ahReplay', received: `${sequence}`, expected: `${before}` }
    memory.remember(source, sequence, this.#peers)
    if (sequence > memory.last) memory.last = sequence
    return undefined
  }
}
