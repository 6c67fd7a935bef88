/** A line that never ends is not SMTP (RFC 5321 4.5.3.1.5: 512 bytes). */
const lineMax = 4096

/** What the server has to say, and what we say then. */
interface Turn {
  readonly code: number
  readonly what: string
  readonly say: string | undefined
}

/**
 * The client's part of `SMTP_CHECK`: 220, HELO, 250, QUIT, 221 (RFC 5321). Reads pieces of any size
 * and keeps no more than a line.
 */
export class SmtpDialogue {
  readonly #turns: readonly Turn[]
  #line = ''
  #at = 0

  constructor(heloName: string) {
    this.#turns = [
      { code: 220, what: 'greeting', say: `HELO ${heloName}\r\n` },
      { code: 250, what: 'answer to HELO', say: 'QUIT\r\n' },
      { code: 221, what: 'answer to QUIT', say: undefined },
    ]
  }

  /** The server has said all that it should. */
  get isComplete(): boolean {
    return this.#at === this.#turns.length
  }

  /** What is expected of the server next. */
  get expected(): string {
    return this.#turns[this.#at]?.what ?? 'end'
  }

  /** What to say now, or why the server is not well; neither while its answer is not whole. */
  push(text: string): { readonly say?: string; readonly problem?: string } {
    this.#line += text
    for (let end = this.#line.indexOf('\n'); end >= 0; end = this.#line.indexOf('\n')) {
      const line = this.#line.slice(0, end).trimEnd()
      this.#line = this.#line.slice(end + 1)
      const turn = this.#turns[this.#at]
      if (turn === undefined) return {}
      const [, code = '', separator] = /^(\d{3})([- ]|$)/.exec(line) ?? []
      if (Number(code) !== turn.code) return { problem: `the ${turn.what} is ${quote(line)}` }
      // RFC 5321 4.2.1: with a hyphen more lines follow.
      if (separator === '-') continue
      this.#at += 1
      return turn.say === undefined ? {} : { say: turn.say }
    }
    return this.#line.length > lineMax ? { problem: `the ${this.expected} never ends` } : {}
  }
}

function quote(line: string): string {
  return JSON.stringify(line.length > 80 ? `${line.slice(0, 80)}…` : line)
}
