/** Text that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in HTML: text, which is escaped, HTML, or several of them; nothing is nothing. */
export type HtmlPart = Html | string | number | false | undefined | readonly HtmlPart[]

/**
 * A template tag: whatever is put between is escaped unless it is HTML itself, so that nobody has to
 * remember to. Attributes have to stand in double quotes.
 */
export function html(markup: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  const pieces = markup.map((piece, index) => piece + textOf(parts[index]))
  return new Html(pieces.join(''))
}

function textOf(part: HtmlPart): string {
  if (part === undefined || part === false) return ''
  if (part instanceof Html) return part.text
  if (typeof part === 'string') return escaped(part)
  if (typeof part === 'number') return String(part)
  return part.map(textOf).join('')
}

function escaped(text: string): string {
  // Most of it needs nothing: a page is written while a router works.
  if (!/[&<>"']/.test(text)) return text
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
