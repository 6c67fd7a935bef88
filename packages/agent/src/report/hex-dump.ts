const bytesOfLine = 16

/**
 * Bytes as keepalived shows them, 16 a line, with the decimal offset before and their characters
 * behind:
 *
 *     0000  48 54 54 50 2f 31 2e 30 - 20 32 30 30 20 4f 4b 0d   HTTP/1.0 200 OK.
 */
export function hexDump(bytes: Uint8Array): string {
  const count = Math.ceil(bytes.length / bytesOfLine)
  return Array.from({ length: count }, (_, line) => {
    const at = line * bytesOfLine
    return `${String(at).padStart(4, '0')}  ${lineOf(bytes.subarray(at, at + bytesOfLine))}`
  }).join('\n')
}

function lineOf(bytes: Uint8Array): string {
  const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
  const half = (from: number): string =>
    pairs
      .slice(from, from + 8)
      .join(' ')
      .padEnd(23)
  const characters = [...bytes]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    .join('')
  return `${half(0)} - ${half(8)}   ${characters.padEnd(bytesOfLine)}`
}
