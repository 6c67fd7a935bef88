/** Bytes with nibbles that may be anything. */
export interface ReplyPattern {
  readonly values: Uint8Array
  /** 1 bits where the values count. */
  readonly masks: Uint8Array
}

/** Reads hexadecimal digits, `x` for any, in pairs; blanks are ignored. undefined: they are not that. */
export function parseReplyPattern(text: string): ReplyPattern | undefined {
  const digits = text.replaceAll(/\s/g, '')
  if (!/^(?:[\da-fx]{2})*$/i.test(digits)) return undefined
  const pairs = digits.match(/../g) ?? []
  return {
    values: Uint8Array.from(pairs, (pair) => parseInt(pair.replaceAll(/x/gi, '0'), 16)),
    masks: Uint8Array.from(pairs, (pair) => {
      const mask = pair.replaceAll(/[^x]/gi, 'f').replaceAll(/x/gi, '0')
      return parseInt(mask, 16)
    }),
  }
}

/** As far as both go: a reply that is shorter or longer than the pattern may match. */
export function matchesReply({ values, masks }: ReplyPattern, reply: Uint8Array): boolean {
  return values
    .subarray(0, reply.length)
    .every((value, at) => ((value ^ (reply[at] ?? 0)) & (masks[at] ?? 0)) === 0)
}
