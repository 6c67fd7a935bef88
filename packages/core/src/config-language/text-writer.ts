/** Collects the lines of a configuration with their indentation. */
export interface TextWriter {
  /** A line of words that are written as they have to be. */
  line(words: readonly string[]): void
  /** A block: the lines that `inside` writes, between braces. */
  block(words: readonly string[], inside: () => void): void
  text(): string
}

export function createTextWriter(): TextWriter {
  const lines: string[] = []
  let indent = ''
  const line = (words: readonly string[]): void => {
    lines.push(indent + words.filter((word) => word !== '').join(' '))
  }
  return {
    line,
    block(words, inside) {
      line([...words, '{'])
      indent += '    '
      inside()
      indent = indent.slice(4)
      line(['}'])
    },
    text: () => lines.map((each) => `${each}\n`).join(''),
  }
}
