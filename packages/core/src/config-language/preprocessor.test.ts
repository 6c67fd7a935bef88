import { describe, expect, test } from 'vitest'
import { defaultLimits } from './budget.js'
import { createSink } from './diagnostic.js'
import { memoryFiles } from './file-reader.js'
import { wholeSpan } from './mapped-text.js'
import { preprocess } from './preprocessor.js'

interface Outcome {
  readonly lines: string[]
  readonly places: string[]
  readonly problems: string[]
}

function run(files: string | Record<string, string>, limits = {}): Outcome {
  const lines: string[] = []
  const places: string[] = []
  const sink = createSink()
  preprocess('main.conf', {
    reader: memoryFiles(typeof files === 'string' ? { 'main.conf': files } : files),
    surroundings: { configId: 'main', random: () => 0.5, environment: { HOME: '/root' } },
    limits: { ...defaultLimits, ...limits },
    sink,
    emit: (line) => {
      lines.push(line.text)
      const { file, line: number, definedAt } = wholeSpan(line)
      const from = definedAt === undefined ? '' : ` from ${definedAt.line}:${definedAt.column}`
      places.push(`${file}:${number}${from}`)
    },
  })
  const problems = sink.diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)
  return { lines, places, problems }
}

describe('parameters', () => {
  test.each([
    ['$A=B1\nstate ($A)', ['state (B1)'], []],
    ['$A=B1\nstate $A', ['state B1'], []],
    ['$A=B1 # c\nstate x${A}q', ['state xB1q'], []],
    ['$A=B1\nstate "x $A y"', ['state "x B1 y"'], []],
    ['$A=B1\n$A=B2\nstate $A', ['state B2'], []],
    ['$A=x${B}\n$B=y\nstate $A', ['state xy'], []],
    ['$E=\nstate a${E}b', ['state ab'], []],
    ['$A=B1\nstate $Aq', ['state $Aq'], ['undefined-parameter 2:7']],
    ['$A=B1\nstate $A/q', ['state $A/q'], ['parameter-not-replaced 2:7']],
    ['$A=B1\nstate "$A"', ['state "$A"'], ['parameter-not-replaced 2:8']],
    ['state ${U}', ['state ${U}'], ['undefined-parameter 1:7']],
    ['script "echo $U"', ['script "echo $U"'], []],
    ['$C = B3', ['$C = B3'], ['undefined-parameter 1:1']],
    ['$R=${R}x\nstate ${R}', ['state ${R}x'], ['parameter-recursion 1:4']],
    ['state x${_HASH}${_BANG}', ['state x#!'], []],
    ['state ${_INSTANCE}', ['state main'], []],
    ['state ${_RANDOM 10 20}', ['state 15'], []],
    ['state ${_ENV HOME}', ['state /root'], []],
    ['state ${_PWD}', ['state .'], []],
  ])('%j', (text, lines, problems) => {
    expect(run(text)).toMatchObject({ lines, problems })
  })

  test('the text stands where it is used and names where it was defined', () => {
    expect(run('x\n $A=state B\n\n$A').places).toEqual(['main.conf:1', 'main.conf:4 from 2:5'])
  })
})

describe('definitions of several lines', () => {
  test('each line is a line, and parameters are replaced when it is used', () => {
    const text = ['$M= \\', ' state ${X} \\', '', ' # c', ' @main a \\', ' @other b', '$X=7', '$M']
    expect(run(text.join('\n'))).toEqual({
      lines: ['state 7', 'a'],
      places: ['main.conf:8 from 2:2', 'main.conf:8 from 5:8'],
      problems: [],
    })
  })

  test('they nest, and define parameters for the lines after them', () => {
    const text = ['$RS= \\', 'rs ${N} \\', '}', '$VS= \\', '$N=1 \\', '$RS \\', '$N=2 \\', '$RS']
    expect(run([...text, '$VS'].join('\n')).lines).toEqual(['rs 1', '}', 'rs 2', '}'])
  })

  test('text before and after stays on the first and the last line', () => {
    expect(run('$M=a \\\nb\nx${M}y').lines).toEqual(['xa', 'by'])
  })
})

describe('conditions', () => {
  test.each([
    ['@main a', ['a'], []],
    ['@^main a', [], []],
    ['@other a', [], []],
    ['@^other a', ['a'], []],
    [' @main   state x # c', ['state x'], []],
    ['@mainx a', [], []],
    ['state @main a', ['state @main a'], []],
    ['@main @other a', [], ['repeated-condition 1:7']],
    ['@^x @^y a', ['a'], ['repeated-condition 1:5']],
    ['@ a', [], ['empty-condition 1:1']],
    ['@^ a', ['a'], ['empty-condition 1:1']],
    ['@main $Z=D\n@other $Z=E\nstate $Z', ['state D'], []],
    ['$IF=@main\n$IF a', ['a'], []],
    ['$IF=@other\n$IF a', [], []],
  ])('%j', (text, lines, problems) => {
    expect(run(text)).toMatchObject({ lines, problems })
  })
})

describe('sequences', () => {
  test.each([
    ['~SEQ(v, 1, 2) ~SEQ(w, 3, 4) x${v}-${w}', ['x1-3', 'x1-4', 'x2-3', 'x2-4']],
    ['$N=2\n~SEQ(v, $N) x${v}', ['x1', 'x2']],
    ['$M= \\\na ${v} \\\nb\n~SEQ(v, 1, 2) $M', ['a 1', 'b', 'a 2', 'b']],
    ['~LST({a, b}, {1, 2}, {3, 4}) ${a}.${b}', ['1.2', '3.4']],
    ['$v=old\n~SEQ(v, 1, 1) $v\n$v', ['1', 'old']],
    ['x ~SEQ(v, 1, 2) y', ['x ~SEQ(v, 1, 2) y']],
  ])('%j', (text, lines) => {
    expect(run(text)).toMatchObject({ lines, problems: [] })
  })

  test('what cannot be read is said and dropped', () => {
    expect(run('~SEQ(v) x').problems).toEqual(['invalid-sequence 1:1'])
  })

  test('a mistake that is repeated is said once', () => {
    expect(run('~SEQ(v, 1, 100) x $y').problems).toEqual(['undefined-parameter 1:19'])
  })
})

describe('includes', () => {
  test('are relative to the including file', () => {
    const outcome = run({
      'main.conf': 'include a/*.inc\nend',
      'a/1.inc': 'one ${_PWD}\ninclude ../b.inc',
      'a/2.inc': 'two',
      'b.inc': 'b',
    })
    expect(outcome.lines).toEqual(['one a', 'b', 'two', 'end'])
    expect(outcome.places).toEqual(['a/1.inc:1', 'b.inc:1', 'a/2.inc:1', 'main.conf:2'])
  })

  test('work behind conditions and with parameters', () => {
    const files = { 'x.inc': 'x', 'main.conf': '$F=x.inc\n@main include $F\n@other include $F' }
    expect(run(files)).toMatchObject({ lines: ['x'], problems: [] })
  })

  test('a loop is one diagnostic', () => {
    const outcome = run({ 'main.conf': 'include a.inc\nend', 'a.inc': 'a\ninclude main.conf' })
    expect(outcome).toMatchObject({ lines: ['a', 'end'], problems: ['include-loop 2:1'] })
  })

  test.each([
    ['include no.inc', ['include-not-found 1:1']],
    ['include no/*.inc', []],
    ['includem no/*.inc', ['include-not-found 1:1']],
    ['includew no/*.inc', ['include-not-found 1:1']],
    ['include {no,yes}.inc', []],
    ['includeb {no,yes}.inc', ['include-not-found 1:1']],
    ['include_check\ninclude no/*', ['include-not-found 2:1']],
    ['include dir', ['file-unreadable 1:1']],
    ['include', ['missing-value 1:1']],
  ])('%j', (text, problems) => {
    expect(run({ 'main.conf': text, 'yes.inc': 'x', 'dir/y': '' }).problems).toEqual(problems)
  })

  test('a file that cannot be read is an error', () => {
    expect(run({}).problems).toEqual(['file-unreadable 1:1'])
  })
})

describe('nothing explodes', () => {
  const doubling = Array.from({ length: 40 }, (_, at) => `$A${at}=\${A${at + 1}}\${A${at + 1}}`)

  test.each([
    ['doubling parameters', [...doubling, '$A40=x', '${A0}'].join('\n')],
    ['doubling of nothing', [...doubling, '$A40=', '${A0}'].join('\n')],
    ['nested sequences', '~SEQ(a,999999999) ~SEQ(b,999999999) x'],
    ['lines that contain themselves', '$A= \\\n $A \\\n $A\n$A'],
  ])('%s', (_, text) => {
    const outcome = run(text, { expandedLines: 1000, expandedCharacters: 100_000 })
    expect(outcome.lines.length).toBeLessThan(2000)
    expect(outcome.problems).toHaveLength(1)
    expect(outcome.problems[0]).toMatch(/^expansion-limit/)
  })

  test('includes that double', () => {
    const files: Record<string, string> = { 'main.conf': 'include 0.inc' }
    for (let at = 0; at < 30; at++) {
      files[`${at}.inc`] = `include ${at + 1}.inc\ninclude ${at + 1}.inc`
    }
    const outcome = run({ ...files, '30.inc': 'x' }, { includedFiles: 100 })
    expect(outcome.problems).toEqual(['include-limit 1:1'])
  })

  test('too many lines are one error', () => {
    const files = { 'main.conf': 'a\ninclude b.inc\ninclude b.inc\nc', 'b.inc': 'b\nb' }
    expect(run(files, { lines: 3 })).toMatchObject({
      lines: ['a', 'b'],
      problems: ['file-too-large 2:1'],
    })
  })

  test('too much text is one error', () => {
    const files = { 'main.conf': 'include a.inc\ninclude a.inc\nend', 'a.inc': 'x'.repeat(600) }
    expect(run(files, { sourceBytes: 1000 })).toMatchObject({
      lines: ['x'.repeat(600), 'end'],
      problems: ['file-too-large 2:1'],
    })
  })
})
