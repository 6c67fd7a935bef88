import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors.js'
import { parseRecording, Recording } from './recording.js'

const sent = { at: 1000, node: 'a', type: 'sent', payload: Uint8Array.of(0x21, 0x33, 0x0a) }
const became = { at: 3609.375, node: 'b', type: 'transition', from: 'BACKUP', to: 'MASTER' }

function numbered(at: number): { at: number; node: string; type: string } {
  return { at, node: 'a', type: 'tick' }
}

describe('toJsonLines', () => {
  it('writes one entry a line, bytes as hex', () => {
    const recording = new Recording()
    recording.add(sent)
    recording.add(became)
    expect(recording.toJsonLines()).toBe(
      '{"at":1000,"node":"a","type":"sent","payload":{"hex":"21330a"}}\n' +
        '{"at":3609.375,"node":"b","type":"transition","from":"BACKUP","to":"MASTER"}\n',
    )
  })

  it('writes the bytes of a Buffer, also deep inside', () => {
    const recording = new Recording()
    recording.add({ at: 0, node: 'a', type: 'x', packet: { payload: Buffer.from([255]) } })
    expect(recording.toJsonLines()).toBe(
      '{"at":0,"node":"a","type":"x","packet":{"payload":{"hex":"ff"}}}\n',
    )
  })

  it('writes nothing of an empty recording', () => {
    expect(new Recording().toJsonLines()).toBe('')
  })
})

describe('the limit', () => {
  it('drops the oldest entries and says so', () => {
    const recording = new Recording({ limit: 3 })
    for (let at = 1; at <= 10; at += 1) recording.add(numbered(at))
    expect(recording.entries).toEqual([numbered(8), numbered(9), numbered(10)])
    expect(recording.dropped).toBe(7)
    expect(recording.toJsonLines().split('\n')[0]).toBe(
      '{"at":8,"node":"","type":"recordingTruncated","dropped":7}',
    )
  })

  it('is not felt below it', () => {
    const recording = new Recording({ limit: 3 })
    for (let at = 1; at <= 3; at += 1) recording.add(numbered(at))
    expect([recording.entries.length, recording.dropped]).toEqual([3, 0])
    expect(recording.toJsonLines()).not.toContain('recordingTruncated')
  })

  it('may be 0', () => {
    const recording = new Recording({ limit: 0 })
    recording.add(numbered(1))
    expect([recording.entries, recording.dropped]).toEqual([[], 1])
  })
})

describe('parseRecording', () => {
  it('reads back what was written', () => {
    const recording = new Recording()
    recording.add(sent)
    recording.add(became)
    expect(parseRecording(recording.toJsonLines())).toEqual([sent, became])
  })

  it('reads back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (payload) => {
        const recording = new Recording()
        recording.add({ ...sent, payload })
        expect(parseRecording(recording.toJsonLines())).toEqual([{ ...sent, payload }])
      }),
    )
  })

  it('takes only objects with nothing but hex for bytes', () => {
    const text =
      '{"at":0,"node":"a","type":"x","colour":{"hex":"ff0000","name":"red"},"n":{"hex":1}}'
    expect(parseRecording(text)).toEqual([
      { at: 0, node: 'a', type: 'x', colour: { hex: 'ff0000', name: 'red' }, n: { hex: 1 } },
    ])
  })

  it('skips empty lines and takes both kinds of line ends', () => {
    const line = '{"at":1,"node":"a","type":"tick"}'
    expect(parseRecording(`${line}\r\n\n${line}`)).toEqual([numbered(1), numbered(1)])
  })

  it.each([
    ['no JSON', '{"at":1,"node":"a","type":"tick"'],
    ['no object', '17'],
    ['null', 'null'],
    ['no instant', '{"node":"a","type":"tick"}'],
    ['no node', '{"at":1,"type":"tick"}'],
    ['no type', '{"at":1,"node":"a","type":5}'],
  ])('names the line that is %s', (_what, line) => {
    const text = `{"at":1,"node":"a","type":"tick"}\n${line}\n`
    expect(() => parseRecording(text)).toThrow(ConfigError)
    expect(() => parseRecording(text)).toThrow(/line 2/)
  })
})
