/** A keyed hash, HMAC by RFC 2104; whoever needs one is given it, as the codecs know no Node. */
export type KeyedDigest = (key: Uint8Array, data: Uint8Array) => Uint8Array
