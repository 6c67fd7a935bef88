import { ipFamily, putWord } from '@holdfast/core'
import type { IpAddress, IpDatagram, Result } from '@holdfast/core'
import type { HmacAuthentication } from './authentication.js'
import type { AuthenticationContext, Authenticator, OpenedAdvert } from './opened-advert.js'
import { openPlain } from './opened-advert.js'
import type { AdvertRejection, TrailerCheck } from './wire/advertisement.js'
import { isSigned, readTrailer, signAdvert, trailerLength } from './wire/auth-trailer.js'
import { computeChecksum } from './wire/checksum.js'
import type { KeyedDigest } from './wire/keyed-digest.js'

const SECONDS_SHIFT = 32n

/** keepalived's auth_hmac (rules 135-138). */
export class HmacAuthenticator implements Authenticator {
  readonly #options: HmacAuthentication
  readonly #peers: number
  readonly #context: AuthenticationContext
  readonly #sha256: KeyedDigest
  readonly #secrets: ReadonlyMap<number, Uint8Array>

  constructor(
    options: HmacAuthentication,
    peers: number,
    context: AuthenticationContext,
    sha256: KeyedDigest,
  ) {
    this.#options = options
    this.#peers = peers
    this.#context = context
    this.#sha256 = sha256
    this.#secrets = new Map(options.keys.map(({ id, secret }) => [id, bytesOf(secret)]))
  }

  seal(copies: readonly IpDatagram[]): readonly IpDatagram[] {
    const { activeKey: keyId, mode } = this.#options
    const secret = this.#secrets.get(keyId)
    if (mode === 'receive-only' || secret === undefined) return copies
    const sequence = this.#nextSequence()
    return copies.map((copy) => {
      const { payload: message, source, destination } = copy
      const payload = signAdvert(message, source, { keyId, sequence }, secret, this.#sha256)
      // Over IPv6 a checksum is the kernel's, which knows of no trailer.
      if (ipFamily(source) === 6) {
        const { length } = payload
        putWord(payload, 6, computeChecksum(payload, length, 'pseudo-header', source, destination))
      }
      return { ...copy, payload }
    })
  }

  open(datagram: IpDatagram): Result<OpenedAdvert, AdvertRejection> {
    const plain = openPlain(datagram, {})
    if (!plain.ok) return plain
    return { ok: true, value: { datagram, checks: { checkTrailer: this.#check } } }
  }

  /** In the order of rule 136. */
  readonly #check: TrailerCheck = ({ source, payload }, messageLength) => {
    const { mode } = this.#options
    if (payload.length !== messageLength + trailerLength) {
      return mode === 'enforce' ? { code: 'authExtMissing' } : undefined
    }
    const trailer = readTrailer(payload, messageLength)
    if (trailer === undefined) return { code: 'authExtMalformed' }
    const { keyId, sequence } = trailer
    const skewSeconds = this.#skewSeconds(sequence)
    if (this.#isBeyond(skewSeconds, 1)) {
      const received = Number(sequence >> SECONDS_SHIFT)
      return { code: 'authExtStale', received, expected: received - skewSeconds }
    }
    const secret = this.#secrets.get(keyId)
    if (secret === undefined) return { code: 'authExtUnknownKey', received: keyId }
    if (!isSigned(payload, messageLength, source, secret, this.#sha256)) {
      return { code: 'authExtInvalidHmac' }
    }
    const { memory } = this.#context
    const before = memory.heard(source)
    if (before !== undefined && !isNewer(sequence, before)) {
      return { code: 'authExtReplay', received: `${sequence}`, expected: `${before}` }
    }
    memory.remember(source, sequence, this.#peers)
    if (this.#isBeyond(skewSeconds, 0.5)) this.#tellSkew(source, skewSeconds)
    return undefined
  }

  #tellSkew(source: IpAddress, seconds: number): void {
    this.#context.clockDiffers(source, seconds)
  }

  /** Of the sender's clock against ours, modulo 2^32, so that 2106 is a year like any other. */
  #skewSeconds(sequence: bigint): number {
    const now = BigInt(Math.floor(this.#context.unixTimeMs() / 1000))
    return Number(BigInt.asIntN(32, (sequence >> SECONDS_SHIFT) - now))
  }

  #isBeyond(skewSeconds: number, share: number): boolean {
    const { antiReplay, timeWindowMs } = this.#options
    return antiReplay === 'time' && Math.abs(skewSeconds) * 1000 > timeWindowMs * share
  }

  /** The time; where the clock stood still or went back, the last one and one more. */
  #nextSequence(): bigint {
    const { memory, unixTimeMs } = this.#context
    const now = unixTimeMs()
    const seconds = BigInt.asUintN(32, BigInt(Math.floor(now / 1000)))
    const fraction = BigInt(Math.floor(((now % 1000) * 0x1_0000) / 1000))
    const byClock = (seconds << SECONDS_SHIFT) | (fraction << 16n)
    const isFirst = memory.last === 0n
    const sequence = isFirst || isNewer(byClock, memory.last) ? byClock : memory.last + 1n
    memory.last = BigInt.asUintN(64, sequence)
    return memory.last
  }
}

/** Serial number arithmetic in 64 bits (RFC 1982 3.2). */
function isNewer(sequence: bigint, than: bigint): boolean {
  return BigInt.asIntN(64, sequence - than) > 0n
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  )
}
