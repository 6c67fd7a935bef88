import { expect, it } from 'vitest'
import { describeRejection, type AdvertRejection } from './rejection.js'

it.each<[AdvertRejection, string]>([
  [{ code: 'truncated', received: 7, expected: 8 }, 'length 7, a header has 8'],
  [{ code: 'familyError', received: 6, expected: 4 }, 'IP version 6, expected 4'],
  [{ code: 'vridError', received: 0 }, 'VRID 0'],
  [{ code: 'vridError', received: 52, expected: 51 }, 'VRID 52, expected 51'],
  [{ code: 'packetLengthError', received: 28, expected: 20 }, 'length 28, expected 20'],
  [{ code: 'ttlError', received: 254, expected: 255 }, 'TTL 254, limit 255'],
  [{ code: 'versionError', received: 3, expected: 2 }, 'version 3, expected 2'],
  [{ code: 'authTypeInvalid', received: 3 }, 'unknown authentication type 3'],
  [{ code: 'authTypeMismatch', received: 1, expected: 0 }, 'authentication type 1, expected 0'],
  [{ code: 'authFailure' }, 'wrong password'],
  [
    { code: 'intervalError', received: 2000, expected: 1000 },
    'advert interval in ms 2000, expected 1000',
  ],
  [{ code: 'typeError', received: 2, expected: 1 }, 'packet type 2, expected 1'],
  [
    { code: 'checksumError', received: 0x1234, expected: 0xb8c8 },
    'checksum 0x1234, computed 0xb8c8',
  ],
  [{ code: 'checksumError', received: 0, expected: 0xc9 }, 'checksum 0x0000, computed 0x00c9'],
  [
    { code: 'destinationError', received: '10.0.0.2', expected: 'multicast' },
    'sent to 10.0.0.2, expected multicast',
  ],
  [{ code: 'ownerAdvert' }, 'the owner of the addresses ignores adverts'],
  [{ code: 'addressCountError', received: 0, expected: 1 }, 'address count 0, expected at least 1'],
  [{ code: 'sourceError', received: '10.0.0.9' }, 'sender is not a peer: 10.0.0.9'],
])('%j', (rejection, text) => {
  expect(describeRejection(rejection)).toBe(text)
})
