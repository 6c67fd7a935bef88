import { expect, test } from 'vitest'
import { addressesOf } from './group-addresses.js'

test.each([
  [{ first: '192.0.2.1' }, ['192.0.2.1']],
  [
    { first: '192.0.2.254', last: '192.0.3.1' },
    ['192.0.2.254', '192.0.2.255', '192.0.3.0', '192.0.3.1'],
  ],
  [{ first: '192.0.2.4', prefixLength: 31 }, ['192.0.2.4', '192.0.2.5']],
  [
    { first: '2001:db8::ffff', last: '2001:db8::1:1' },
    ['2001:db8::ffff', '2001:db8::1:0', '2001:db8::1:1'],
  ],
  [{ first: '2001:db8::', prefixLength: 127 }, ['2001:db8::', '2001:db8::1']],
  // Host bits, the wrong order, another family, more than anybody means.
  [{ first: '192.0.2.5', prefixLength: 30 }, undefined],
  [{ first: '192.0.2.5', last: '192.0.2.4' }, undefined],
  [{ first: '192.0.2.5', last: '2001:db8::' }, undefined],
  [{ first: '10.0.0.0', prefixLength: 8 }, undefined],
  [{ first: '2001:db8::', prefixLength: 32 }, undefined],
])('%j', (member, addresses) => {
  expect(addressesOf({ kind: 'addresses', ...member })).toEqual(addresses)
})
