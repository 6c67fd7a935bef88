import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ResponseReader } from './response-reader.js'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

interface Reading {
  readonly status: number | undefined
  readonly body: string
  readonly problem: string | undefined
  /** Nothing more can come, before the connection was closed. */
  readonly isComplete: boolean
}

/** Reads `text` in pieces of `size` bytes, then the end of the connection. */
function read(text: string, size = 1): Reading {
  let status: number | undefined
  let body = ''
  const reader = new ResponseReader({
    head: (code) => {
      status = code
      return undefined
    },
    body: (piece) => {
      body += new TextDecoder('latin1').decode(piece)
      return undefined
    },
  })
  const all = bytes(text)
  let problem: string | undefined
  for (let at = 0; at < all.length && problem === undefined; at += size) {
    problem = reader.push(all.subarray(at, at + size))
  }
  const { isComplete } = reader
  return { status, body, problem: problem ?? reader.end(), isComplete }
}

describe.each([1, 3, 1000])('an answer in pieces of %i bytes', (size) => {
  test('ends with the connection', () => {
    expect(read('HTTP/1.0 200 OK\r\nServer: x\r\n\r\nhello', size)).toEqual({
      status: 200,
      body: 'hello',
      problem: undefined,
      isComplete: false,
    })
  })

  test('ends with its length', () => {
    expect(read('HTTP/1.1 404 Not Found\r\ncontent-LENGTH:  3\r\n\r\nabcdef', size)).toEqual({
      status: 404,
      body: 'abc',
      problem: undefined,
      isComplete: true,
    })
  })

  test('ends with its last chunk', () => {
    const text =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '3\r\nabc\r\nA;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nrest'
    expect(read(text, size)).toEqual({
      status: 200,
      body: 'abc0123456789',
      problem: undefined,
      isComplete: true,
    })
  })

  test('may have line feeds alone, and no reason', () => {
    expect(read('HTTP/1.1 204\n\n', size)).toMatchObject({ status: 204, isComplete: true })
  })

  test('has no body where its status has none', () => {
    expect(read('HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n', size)).toMatchObject({
      status: 304,
      body: '',
      isComplete: true,
    })
  })

  test.each([
    ['', 'the connection was closed without an answer'],
    ['HTTP/1.0 200 OK\r\nServer: ', 'the connection was closed within the head of the answer'],
    ['220 mail.example.org ESMTP\r\n', 'the answer is not HTTP'],
    ['HTTP/1.0 20 OK\r\n\r\n', 'the answer is not HTTP'],
    [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
      'the connection was closed within the body of the answer',
    ],
    [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n',
      'the answer has a chunk of length "hello"',
    ],
    [
      `HTTP/1.0 200 OK\r\nX: ${'x'.repeat(70_000)}`,
      'the head of the answer is longer than 65536 bytes',
    ],
    [
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(70_000)}`,
      'the answer has a chunk that never begins',
    ],
  ])('%j', (text, problem) => {
    // One byte at a time copies a long head again and again.
    expect(read(text, text.length > 1000 ? 1000 : size).problem).toBe(problem)
  })
})

test('any bytes are read to an end', () => {
  const head = fc.constantFrom(
    '',
    'HTTP/1.1 200 OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
  )
  fc.assert(
    fc.property(head, fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 9 }), (...parts) => {
      const [start, rest, size] = parts
      const once = read(start + rest, 100_000)
      expect(read(start + rest, size)).toEqual(once)
    }),
  )
})
