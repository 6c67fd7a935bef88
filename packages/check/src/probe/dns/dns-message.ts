/** The types that `DNS_CHECK` can ask for, and their numbers (RFC 1035, 3596, 4034). */
const recordTypes = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  RRSIG: 46,
  DNSKEY: 48,
} as const

export type DnsRecordType = keyof typeof recordTypes

const classInternet = 1
const headerBytes = 12

/**
 *       0                   8                  15
 *      +---------------------------------------+
 *      | ID                                    |
 *      | QR | OPCODE | AA | TC | RD | RA |Z|RCODE|
 *      | questions           | answers         |
 *      | authorities         | additional      |
 *      | name: length and label, ..., 0        |
 *      | type                | class           |
 *      +---------------------------------------+
 *      RFC 1035 4.1, all in network order
 *
 * Asks for recursion. undefined where the name cannot be asked for: a label is empty or longer than 63
 * bytes, or all together longer than 255.
 */
export function dnsQuery(id: number, name: string, type: DnsRecordType): Uint8Array | undefined {
  const labels = labelsOf(name)
  const nameBytes = labels?.reduce((sum, label) => sum + 1 + label.length, 1) ?? Infinity
  if (labels === undefined || nameBytes > 255) return undefined
  const bytes = new Uint8Array(headerBytes + nameBytes + 4)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, id)
  view.setUint16(2, 0x0100)
  view.setUint16(4, 1)
  let at = headerBytes
  for (const label of labels) {
    bytes[at] = label.length
    bytes.set(label, at + 1)
    at += 1 + label.length
  }
  view.setUint16(at + 1, recordTypes[type])
  view.setUint16(at + 3, classInternet)
  return bytes
}

/**
 * Returns why an answer is wrong, if it is. undefined for a message that is none of ours.
 *
 * Nothing behind the header is read, as in keepalived: a server is well that answers without an error,
 * with records or none. A parser of records would give whoever answers something to do harm with:
 * 64 kB of compressed names take one a third of a second, for which every other check waits.
 */
export function judgeDnsAnswer(
  bytes: Uint8Array,
  id: number,
): { readonly problem?: string } | undefined {
  if (bytes.length < headerBytes) return { problem: 'the answer is shorter than its header' }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isAnswer = (view.getUint16(2) & 0x8000) !== 0
  if (view.getUint16(0) !== id || !isAnswer) return undefined
  const code = view.getUint16(2) & 0x000f
  return code === 0 ? {} : { problem: `the answer is ${codeNames[code] ?? `RCODE ${code}`}` }
}

const codeNames: readonly (string | undefined)[] = [
  undefined,
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
]

function labelsOf(name: string): readonly Uint8Array[] | undefined {
  const text = name.endsWith('.') ? name.slice(0, -1) : name
  if (text === '') return []
  const labels = text.split('.').map((label) => new TextEncoder().encode(label))
  return labels.every(({ length }) => length >= 1 && length <= 63) ? labels : undefined
}
