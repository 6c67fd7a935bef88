/** Replaces what stands between `<!-- name -->` and `<!-- end of name -->`. */
export function replaceSection(document: string, name: string, content: string): string {
  const begin = `<!-- ${name} -->`
  const end = `<!-- end of ${name} -->`
  const from = document.indexOf(begin)
  const to = document.indexOf(end)
  if (from < 0 || to < from) throw new Error(`the document has no section '${name}'`)
  const head = document.slice(0, from + begin.length)
  return `${head}\n\n${content}\n\n${document.slice(to)}`
}
