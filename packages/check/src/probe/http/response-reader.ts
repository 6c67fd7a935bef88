/** A longer head is nonsense, or an attack. */
const headMax = 65_536

const lineFeed = 0x0a
const carriageReturn = 0x0d

/** What a server has answered with: status and length, not what is in it. */
interface Head {
  readonly status: number
  /** Infinity: up to the end of the connection. */
  readonly bodyLength: number
  readonly isChunked: boolean
}

export interface ResponseListener {
  /** `bytes` is all of it. Returns why the answer is wrong, if it is. */
  head(status: number, bytes: Uint8Array): string | undefined
  /** Bytes of the body, without their transfer coding. */
  body(bytes: Uint8Array): string | undefined
}

/**
 * Reads one answer of an HTTP server from pieces of any size. It never throws, and keeps no more than
 * the head.
 */
export class ResponseReader {
  readonly #listener: ResponseListener
  #buffered: Uint8Array = new Uint8Array(0)
  #head: Head | undefined
  #bodyLeft = 0
  #chunkLeft = 0
  #isTrailer = false
  #isComplete = false

  constructor(listener: ResponseListener) {
    this.#listener = listener
  }

  get hasHead(): boolean {
    return this.#head !== undefined
  }

  /** Nothing more can belong to the answer. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** Returns why the answer is wrong, if it is. */
  push(bytes: Uint8Array): string | undefined {
    if (this.#isComplete) return undefined
    if (this.#head === undefined) return this.#readHead(bytes)
    return this.#head.isChunked ? this.#readChunks(bytes) : this.#readBody(bytes)
  }

  /** The server has closed the connection; returns why the answer is wrong, if it is. */
  end(): string | undefined {
    if (this.#head === undefined) {
      return this.#buffered.length === 0
        ? 'the connection was closed without an answer'
        : 'the connection was closed within the head of the answer'
    }
    // A body that is shorter than promised is for its digest to find.
    if (this.#head.isChunked && !this.#isComplete) {
      return 'the connection was closed within the body of the answer'
    }
    this.#isComplete = true
    return undefined
  }

  #readHead(bytes: Uint8Array): string | undefined {
    const all = concatenate(this.#buffered, bytes)
    const end = endOfHead(all, this.#buffered.length)
    this.#buffered = all
    if (!looksLikeHttp(all)) return 'the answer is not HTTP'
    if (end === undefined) {
      return all.length > headMax
        ? `the head of the answer is longer than ${headMax} bytes`
        : undefined
    }
    const head = parseHead(latin1(all.subarray(0, end)))
    if (head === undefined) return 'the answer is not HTTP'
    this.#head = head
    this.#bodyLeft = head.bodyLength
    this.#isComplete = !head.isChunked && head.bodyLength === 0
    this.#buffered = new Uint8Array(0)
    const { status } = head
    return this.#listener.head(status, all.subarray(0, end)) ?? this.push(all.subarray(end))
  }

  #readBody(bytes: Uint8Array): string | undefined {
    const body = bytes.length > this.#bodyLeft ? bytes.subarray(0, this.#bodyLeft) : bytes
    this.#bodyLeft -= body.length
    this.#isComplete = this.#bodyLeft === 0
    return body.length === 0 ? undefined : this.#listener.body(body)
  }

  // RFC 9112 7.1: size in hexadecimal digits, CRLF, so many bytes, CRLF; size 0 ends, then trailers.
  #readChunks(bytes: Uint8Array): string | undefined {
    let rest = bytes
    while (rest.length > 0 && !this.#isComplete) {
      if (this.#chunkLeft > 0) {
        const piece = rest.subarray(0, this.#chunkLeft)
        this.#chunkLeft -= piece.length
        rest = rest.subarray(piece.length)
        const problem = this.#listener.body(piece)
        if (problem !== undefined) return problem
        continue
      }
      const end = rest.indexOf(lineFeed)
      this.#buffered = concatenate(this.#buffered, end < 0 ? rest : rest.subarray(0, end + 1))
      if (this.#buffered.length > headMax) return 'the answer has a chunk that never begins'
      if (end < 0) return undefined
      rest = rest.subarray(end + 1)
      const line = latin1(this.#buffered).trim()
      this.#buffered = new Uint8Array(0)
      if (!this.#readChunkLine(line)) return `the answer has a chunk of length ${quote(line)}`
    }
    return undefined
  }

  /** A line between chunks: the end of the one before, a length, or a trailer. */
  #readChunkLine(line: string): boolean {
    if (this.#isTrailer) {
      this.#isComplete = line === ''
      return true
    }
    if (line === '') return true
    const size = /^([\da-fA-F]{1,12})(?:\s*;.*)?$/.exec(line)?.[1]
    if (size === undefined) return false
    this.#chunkLeft = parseInt(size, 16)
    this.#isTrailer = this.#chunkLeft === 0
    return true
  }
}

function looksLikeHttp(bytes: Uint8Array): boolean {
  const start = latin1(bytes.subarray(0, 5))
  return 'HTTP/'.startsWith(start)
}

/** The offset behind the empty line; bare line feeds are good enough (RFC 9112 2.2). */
function endOfHead(bytes: Uint8Array, searchedBefore: number): number | undefined {
  const start = Math.max(0, searchedBefore - 3)
  for (let at = bytes.indexOf(lineFeed, start); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) {
    const next = bytes[at + 1] === carriageReturn ? at + 2 : at + 1
    if (bytes[next] === lineFeed) return next + 1
  }
  return undefined
}

function parseHead(text: string): Head | undefined {
  const [first = '', ...lines] = text.split(/\r?\n/)
  const status = Number(/^HTTP\/\d(?:\.\d)? (\d{3})(?: |$)/.exec(first)?.[1] ?? 0)
  if (status === 0) return undefined
  const value = (name: string): string | undefined => {
    const line = lines.find((each) => each.toLowerCase().startsWith(`${name}:`))
    return line?.slice(name.length + 1).trim()
  }
  const isChunked = /\bchunked$/i.test(value('transfer-encoding') ?? '')
  const length = value('content-length') ?? ''
  // RFC 9112 6.3: these have none, whatever their head says.
  if (status < 200 || status === 204 || status === 304) {
    return { status, bodyLength: 0, isChunked: false }
  }
  return { status, isChunked, bodyLength: /^\d{1,15}$/.test(length) ? Number(length) : Infinity }
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
