import type { SslBlock } from '@holdfast/check/keywords'
import type { FileReader } from '@holdfast/core/config'

/** The text of a file; throws where it cannot be read. */
export type ReadText = (path: string) => string

/** The block `SSL` with the PEM texts of its files instead of their paths. */
export function readTls(block: SslBlock, readText: ReadText, problems: string[]): SslBlock {
  const { password } = block
  const texts = (['ca', 'certificate', 'key'] as const).flatMap((name) => {
    const path = block[name]
    if (path === undefined) return []
    try {
      return [[name, readText(path)] as const]
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      problems.push(`the ${name} of \`SSL\`, ${path}, is left out: ${reason}`)
      return []
    }
  })
  return { ...Object.fromEntries(texts), ...(password === undefined ? {} : { password }) }
}

export function readTextOf(files: FileReader): ReadText {
  return (path) => {
    const content = files.read(path)
    if (!content.ok) throw new Error(content.error.message)
    return new TextDecoder().decode(content.bytes)
  }
}
